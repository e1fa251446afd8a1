import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bedFolder } from "../../bed/place";
import { kubeconfigOf } from "./credentials";
import type { Node } from "./node";
import { program } from "./programs";

const scripts = "/etc/mk360/cold-start";

/** What of a machine's cold start systemd and k3s do there. */
export class ColdStart {
  private readonly environment: Readonly<Record<string, string>>;

  constructor(private readonly node: Node) {
    const folder = bedFolder("cold-start");
    mkdirSync(folder, { recursive: true });
    copyFileSync(join(__dirname, "k3s.sh"), join(folder, "k3s"));
    chmodSync(join(folder, "k3s"), 0o755);
    // No systemd runs here, which podman has its groups from otherwise, and crun knows either generation of groups alone.
    const conf = join(folder, "containers.conf");
    const settings = [
      "[engine]",
      'cgroup_manager = "cgroupfs"',
      'events_logger = "file"',
      'runtime = "runc"',
      "[engine.runtimes]",
      `runc = ["${program("runc")}"]`,
      "[network]",
      'network_backend = "netavark"',
    ];
    writeFileSync(conf, `${settings.join("\n")}\n`);
    this.environment = {
      CONTAINERS_CONF: conf,
      CTR: program("ctr"),
      CONTAINERD: join(node.folder, "containerd.sock"),
      KUBECTL: program("kubectl"),
      PATH: `${folder}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
    };
    const agent = join(node.folder, "rancher/k3s/agent");
    mkdirSync(agent, { recursive: true });
    copyFileSync(kubeconfigOf(node.name), join(agent, "kubelet.kubeconfig"));
  }

  /** What the timer starts. */
  keep(): Promise<string> {
    return this.run("bash", `${scripts}/keep.sh`);
  }

  /** What k3s waits for. */
  startGate(): void {
    this.node.place.start("gate", ["bash", `${scripts}/gate.sh`], { env: this.environment });
  }

  /** The pods of podman that run, by name. */
  async pods(): Promise<string[]> {
    const printed = await this.run("podman", "pod", "ps", "--format", "{{.Name}} {{.Status}}");
    return printed
      .trim()
      .split("\n")
      .filter((line) => line.endsWith("Running"))
      .map((line) => line.split(" ")[0] ?? "")
      .sort();
  }

  run(...command: string[]): Promise<string> {
    const variables = Object.entries(this.environment).map(([name, value]) => `${name}=${value}`);
    return this.node.place.call("env", ...variables, ...command);
  }

  /** Where the claim of a pod lies on the machine's own disk. */
  claim(namespace: string, name: string): string {
    return join(this.node.folder, "rancher/k3s/storage", namespace, name);
  }
}

/** Counts, ten times a second, how many processes are a program at one time, by the first word of each. */
export class Census {
  private readonly most = new Map<string, number>();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly words: readonly string[]) {
    this.timer = setInterval(() => this.count(), 100);
    // A test that fails before it ends it goes on without it.
    this.timer.unref();
  }

  /** Ends it. Returns the most of each at one time. */
  end(): Readonly<Record<string, number>> {
    clearInterval(this.timer);
    return Object.fromEntries(this.words.map((word) => [word, this.most.get(word) ?? 0]));
  }

  private count(): void {
    const running = readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(firstWord);
    for (const word of this.words) {
      const now = running.filter((each) => each === word).length;
      this.most.set(word, Math.max(now, this.most.get(word) ?? 0));
    }
  }
}

function firstWord(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0")[0] ?? "";
  } catch {
    // It has ended.
    return "";
  }
}
