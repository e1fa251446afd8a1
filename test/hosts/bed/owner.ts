import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../../api/eventually";
import { bedFolder } from "../../bed/place";
import { Operator } from "../../cli/operator";
import { machines } from "../../support/machines";
import type { Bed } from "./bed";

const program = join(__dirname, "../../../cli/bin.mjs");
const clusterPort = 6443;

export interface Done {
  readonly code: number;
  /** Results and progress, as a person sees them. */
  readonly said: string;
}

/** The owner at a computer in his home network, with a clone, a home folder, and keys that both machines know. */
export class HomeOwner extends Operator {
  constructor(private readonly bed: Bed) {
    super();
    for (const machine of machines) bed.places[machine].run("bash", "-c", "mkdir -p -m 755 /run/sshd; /usr/sbin/sshd");
  }

  /** Types the command there. */
  types(...words: string[]): Done {
    const bin = join(this.home, "bin");
    const script = `cd ${this.folder} && HOME=${this.home} PATH=${bin}:$PATH ${process.execPath} ${program} ${words.join(" ")} 2>&1; echo "code $?"`;
    const said = this.bed.places.homeDevice.run("bash", "-c", script);
    return { code: Number(/code (\d+)\n$/.exec(said)?.[1]), said: said.replace(/code \d+\n$/, "") };
  }

  /**
   * Which machines' own keys he has seen. ssh reads its files where the passwords of the computer say that its user lives; here
   * they lie with the owner.
   */
  knowKeys(seen: readonly (typeof machines)[number][]): void {
    const known = seen.map((machine) => `mk360-${machine} ${readFileSync("/etc/ssh/ssh_host_ed25519_key.pub", "utf8")}`).join("");
    writeFileSync(join(this.home, "known_hosts"), known);
    const keys = machines.map((machine) => `-i ${join(bedFolder(machine), "owner")}`).join(" ");
    this.program("ssh", `exec /usr/bin/ssh -o UserKnownHostsFile=${join(this.home, "known_hosts")} ${keys} "$@"`);
  }

  /** Plays the cluster: a server that has the nodes and the policies, and a kubectl that keeps what it is told to apply. */
  async playCluster(): Promise<void> {
    this.bed.places.homeDevice.start("cluster", [process.execPath, join(__dirname, "cluster.mjs"), `${clusterPort}`]);
    await eventually("the played cluster answers", 20, async () => {
      const [outcome = ""] = this.bed.call("homeDevice", [`tcp:127.0.0.1:${clusterPort}`]);
      return outcome === "refused" ? [outcome] : [];
    });
    this.write("cluster.kubeconfig", kubeconfig);
    this.program("kubectl", `case $* in *apply\\ -f\\ -) cat >>${this.appliedFile} ;; *) cat >/dev/null ;; esac`);
  }

  get cluster(): readonly string[] {
    return ["--kubeconfig", "cluster.kubeconfig"];
  }

  /** All manifests that were applied, one after the other. */
  get applied(): string {
    return readFileSync(this.appliedFile, "utf8");
  }

  private get appliedFile(): string {
    return join(this.home, "applied");
  }

  /** A program that he finds before the computer's own. */
  private program(name: string, body: string): void {
    this.run("mkdir", ["-p", join(this.home, "bin")]);
    writeFileSync(join(this.home, "bin", name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  }
}

const kubeconfig = `${JSON.stringify({
  clusters: [{ name: "played", cluster: { server: `http://127.0.0.1:${clusterPort}`, "insecure-skip-tls-verify": true } }],
  users: [{ name: "owner", user: {} }],
  contexts: [{ name: "played", context: { cluster: "played", user: "owner" } }],
  "current-context": "played",
})}\n`;
