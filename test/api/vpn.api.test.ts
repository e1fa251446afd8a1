import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, expect, test } from "@jest/globals";
import { load } from "js-yaml";
import type { KubeObject } from "../../charts/kit/manifest";
import { freePort } from "../support/real";
import { changed, type LiveObject, objectsOf, type Run } from "./cluster";
import { kubeconfig } from "./credentials";
import { eventually } from "./eventually";
import { Owner } from "./owner";
import { describeOnCluster } from "./suite";

const keys = { VPS_KEY: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAI=", NAS_KEY: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAM=" };
const policy = "/apis/networking.k8s.io/v1/namespaces/edge/networkpolicies/caddy-private-ingress";
const proxyFile = "20-apps/caddy-private.yaml";

interface LivePolicy extends LiveObject {
  readonly spec: { readonly ingress: readonly { readonly from: readonly { readonly ipBlock?: { readonly cidr: string } }[] }[] };
}

/** SSH is played: what the machines do with the list is for test/hosts. */
describeOnCluster("mk360 vpn on a real API server", (cluster) => {
  let owner: Owner;
  let applied: readonly KubeObject[];

  beforeAll(async () => {
    owner = new Owner(cluster().plane);
    for (const [address, key] of [
      ["10.77.0.1", keys.VPS_KEY],
      ["10.77.0.2", keys.NAS_KEY],
    ] as const) {
      const line = `    wireguardAddress: ${address}\n`;
      owner.configure([line, `${line}    wireguardPublicKey: ${key}\n`]);
    }
    owner.write("shims/ssh", readFileSync(join(__dirname, "played-ssh.sh"), "utf8"));
    chmodSync(join(owner.folder, "shims/ssh"), 0o755);
    expect(owner.synth().status).toBe(0);
    const files = ["dist/00-foundation", `dist/${proxyFile}`].map((file) => join(owner.folder, file));
    expect(await cluster().kubectl(["apply", ...files.flatMap((file) => ["-f", file])])).toMatchObject({ code: 0 });
    applied = objectsOf(new Map(Object.entries(owner.tree("dist")).filter(([path]) => path === proxyFile || path.startsWith("00-"))));
  });
  beforeEach(() => owner.forgetCalls());

  const mk360 = (words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> =>
    owner.mk360(words, { ...keys, NODE_OPTIONS: `--require=${join(__dirname, "ssh-answers.cjs")}`, ...env });

  async function goesThrough(...words: string[]): Promise<Run> {
    const run = await mk360(words);
    expect({ code: run.code, said: run.code === 0 ? "" : `${run.stdout}${run.stderr}` }).toEqual({ code: 0, said: "" });
    return run;
  }

  /** The devices that the cluster lets in. */
  async function letIn(): Promise<string[]> {
    const live = await cluster().api.get<LivePolicy>(policy);
    return (live?.spec.ingress ?? []).flatMap(({ from }) => from.flatMap(({ ipBlock }) => (ipBlock ? [ipBlock.cidr] : [])));
  }

  function listed(): string[] {
    const { wireguard } = load(owner.read("config.yaml")) as { wireguard: { peers: { address: string }[] } };
    return wireguard.peers.map(({ address }) => `${address}/32`);
  }

  /** On which machines the script has run, and `policy` where the cluster was told, in order. */
  function told(): string[] {
    return owner.called.flatMap((line) => {
      const machine = /^ssh (\S+): .*set-up\.sh --way-back 120$/.exec(line)?.[1];
      return machine ?? (/^kubectl .*apply -f -$/.test(line) ? "policy" : []);
    });
  }

  test("add --apply lets a device in everywhere, and changes nothing else in the cluster", async () => {
    const before = await cluster().settled(applied);
    await goesThrough("vpn", "add", "anna-phone", "--apply");
    expect(await letIn()).toEqual(["10.77.0.10/32", "10.77.0.11/32"]);
    expect(told()).toEqual(["vps", "nas", "policy"]);
    expect(changed(before, await cluster().live(applied))).toEqual(["NetworkPolicy edge/caddy-private-ingress"]);
  });

  test("revoke --apply takes it out, of the tunnel before the cluster", async () => {
    await goesThrough("vpn", "revoke", "anna-phone", "--apply");
    expect(told()).toEqual(["vps", "nas", "policy"]);
    expect([await letIn(), listed()]).toEqual([["10.77.0.10/32"], ["10.77.0.10/32"]]);
  });

  test("without --apply nobody is told, and apply does it later", async () => {
    const { stdout } = await goesThrough("vpn", "add", "anna-phone", "--public-key", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAU=");
    expect(stdout).toContain("npx mk360 vpn apply");
    expect([told(), await letIn()]).toEqual([[], ["10.77.0.10/32"]]);
    await goesThrough("vpn", "apply");
    expect([told(), await letIn()]).toEqual([["vps", "nas", "policy"], listed()]);
  });

  test("what a machine interrupts is finished by apply, which is said", async () => {
    const { code, stderr } = await mk360(["vpn", "revoke", "anna-phone", "--apply"], { BROKEN: "nas" });
    expect(code).toBe(1);
    expect(stderr).toMatch(/npx mk360 vpn apply goes on:\nthe machine nas: set-up\.sh is "no space left on device"/);
    expect([told(), listed(), await letIn()]).toEqual([["vps", "nas"], ["10.77.0.10/32"], ["10.77.0.10/32", "10.77.0.11/32"]]);
    const again = await mk360(["vpn", "revoke", "anna-phone", "--apply"]);
    expect({ code: again.code, said: again.stderr }).toEqual({ code: 1, said: expect.stringContaining("npx mk360 vpn apply") });
    await goesThrough("vpn", "apply");
    expect(await letIn()).toEqual(["10.77.0.10/32"]);
  });

  test("Ctrl-C in the middle says by which command it goes on", async () => {
    await goesThrough("vpn", "add", "office", "--apply", "--public-key", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAg=");
    owner.forgetCalls();
    const env = { ...keys, NODE_OPTIONS: `--require=${join(__dirname, "ssh-answers.cjs")}` };
    const { child, done } = owner.start(["vpn", "revoke", "office", "--apply"], env);
    await eventually("it is at the server", 60, async () => (told().length > 0 ? [] : ["not yet"]));
    child.kill("SIGINT");
    expect(await done).toMatchObject({ code: 130, stderr: expect.stringContaining("npx mk360 vpn apply goes on where it stopped.") });
    await goesThrough("vpn", "apply");
    expect([listed(), await letIn()]).toEqual([["10.77.0.10/32"], ["10.77.0.10/32"]]);
  });

  test.each<[string, () => Promise<{ words?: string[]; env?: Record<string, string> }>, RegExp]>([
    ["the cluster is away", away, /^cluster: .*ECONNREFUSED/],
    [
      "the kubeconfig is the one that only looks",
      readerOnly,
      /^cluster: .*caddy-private-ingress is ".*forbidden: User .*:reader.*Allowed: a user who may write this/,
    ],
    ["there is no kubectl", async () => ({ env: { PATH: "/nowhere" } }), /^kubectl: .*not on the path/],
    ["a machine lets nobody in", async () => ({ env: { SHUT: "nas" } }), /^the machine nas: SSH as root@.*Permission denied/],
  ])("revoke --apply changes nothing while %s, and names the way to take the device out all the same", async (_, way, message) => {
    const device = ["lost", "--public-key", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAY="];
    if (listed().length === 1) await goesThrough("vpn", "add", ...device, "--apply");
    const everything = async () => [owner.read("config.yaml"), owner.tree("dist"), owner.tree("generated"), await letIn()];
    const before = await everything();
    owner.forgetCalls();
    const { words = [], env = {} } = await way();
    const { code, stdout, stderr } = await mk360(["vpn", "revoke", "lost", "--apply", ...words], env);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr).toContain("mk360 vpn revoke lost and mk360 hosts set-up vps take it out of the tunnel meanwhile");
    expect([await everything(), told()]).toEqual([before, []]);
  });

  test("what Flux has applied is left to it, and the machines are told all the same", async () => {
    const [object] = applied.filter(({ kind, metadata }) => kind === "NetworkPolicy" && metadata.name === "caddy-private-ingress");
    const answer = await cluster().api.send(
      "PATCH",
      `${policy}?fieldManager=kustomize-controller&force=true`,
      object ?? {},
      "application/apply-patch+yaml",
    );
    expect(answer.code).toBe(200);
    const before = await letIn();
    owner.forgetCalls();
    const { stdout } = await goesThrough("vpn", "add", "tablet", "--apply", "--public-key", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAc=");
    expect([told(), await letIn()]).toEqual([["vps", "nas"], before]);
    expect(stdout).toContain("The policy edge/caddy-private-ingress is Flux's: commit config.yaml, dist/ and generated/, and push.");
    expect(stdout).toMatch(/^vps, nas have the devices of config\.yaml\.$/m);
  });

  async function away(): Promise<{ words: string[] }> {
    return { words: ["--timeout", "1", "--kubeconfig", another(`https://127.0.0.1:${await freePort()}`, "none")] };
  }

  async function readerOnly(): Promise<{ words: string[] }> {
    const { stdout } = await cluster().kubectl(["--namespace=ops", "create", "token", "reader"]);
    return { words: ["--kubeconfig", another(cluster().plane.server, stdout.trim())] };
  }

  /** A kubeconfig of the test's own. */
  function another(server: string, token: string): string {
    const file = join(owner.folder, "another.kubeconfig");
    writeFileSync(file, kubeconfig(server, cluster().plane.certificate, token));
    return file;
  }
});
