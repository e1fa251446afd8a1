import { describe, expect, test } from "@jest/globals";
import { Credential, given, random } from "../../../charts/model/access/credential";
import { password } from "../../../charts/model/access/given-kind";
import { machinesOf } from "../../../charts/model/machine/machine";
import { namespaces } from "../../../charts/model/network/network";
import type { KubeController } from "../../../cli/cluster/objects";
import type { VisibleCredential } from "../../../cli/committed/visible";
import { addressFindings } from "../../../cli/doctor/addresses";
import { clockFindings } from "../../../cli/doctor/clock";
import { dnsFindings } from "../../../cli/doctor/dns";
import type { KubeService } from "../../../cli/doctor/facts";
import type { Finding } from "../../../cli/doctor/finding";
import { k3sOptionFindings } from "../../../cli/doctor/k3s-options";
import { nodeFindings } from "../../../cli/doctor/nodes";
import { policyFindings } from "../../../cli/doctor/policy-controller";
import { secretFindings } from "../../../cli/doctor/secrets";
import { storageFindings } from "../../../cli/doctor/storage";
import { versionFindings } from "../../../cli/doctor/version";
import { catalogueOf, exampleService } from "../../support/example";
import { shippedConfig, stackOf, whole } from "../../support/stack";
import { ago, now } from "../status/made";
import { type NodeParts, node } from "./made";

const brief = (findings: readonly Finding[]) => findings.map(({ name, verdict }) => `${name}: ${verdict}`);
const of = (findings: readonly Finding[], name: string) => findings.find((finding) => finding.name === name);
const named = (name: string, namespace = "kube-system") => ({ name, namespace, uid: name, creationTimestamp: ago(1000) });
const system = (name: string, readyReplicas = 1): KubeController => ({
  metadata: named(name),
  spec: { replicas: 1 },
  status: { readyReplicas },
});

describe("the version", () => {
  const verdictOf = (server: string, ...nodes: string[]) =>
    versionFindings({ version: server, nodes: nodes.map((version, index) => node(`n${index}`, { version })) })[0]?.verdict;

  test.each([
    ["v1.36.3+k3s1", ["v1.36.3+k3s1", "v1.36.1+k3s1"], "ok"],
    ["v1.36.3+k3s1", ["v1.36.3+k3s1", "v1.35.9+k3s1"], "warning"],
    ["v1.36.3+k3s1", ["v1.37.1+k3s1"], "wrong"],
    ["v1.35.9+k3s1", ["v1.35.9+k3s1"], "wrong"],
    ["v1.37.1+k3s1", ["v1.37.1+k3s1"], "warning"],
    ["v1.36.3", ["v1.36.3"], "warning"],
    ["nothing", [], "unknown"],
  ])("%s with nodes %j is %s", (server, nodes, verdict) => {
    expect(verdictOf(server, ...nodes)).toBe(verdict);
  });
});

describe("labels and the taint", () => {
  test("are as they should be", () => {
    const nodes = [node("a", { site: "vps" }), node("b", { site: "nas", taint: true })];
    expect(nodeFindings({ nodes }, machinesOf(shippedConfig)).filter(({ verdict }) => verdict !== "ok")).toEqual([]);
  });

  test("are set on the node with the machine's address, whatever its name", () => {
    const nodes = [node("srv", { address: "10.77.0.1" }), node("box", { address: "10.77.0.2" })];
    const fixes = nodeFindings({ nodes }, machinesOf(shippedConfig)).flatMap(({ fix }) => fix ?? []);
    expect(fixes).toEqual([
      "kubectl label node srv mk360.de/site=vps --overwrite",
      "kubectl label node box mk360.de/site=nas --overwrite",
      "kubectl taint node box mk360.de/site=nas:NoSchedule --overwrite",
    ]);
  });

  test("of a machine that has not joined begin with the join", () => {
    const found = of(nodeFindings({ nodes: [node("vps", { site: "vps" })] }, machinesOf(shippedConfig)), "node nas");
    expect(found).toMatchObject({ verdict: "wrong", fix: expect.stringContaining("start the k3s agent there with node-ip 10.77.0.2") });
  });

  test("of the NAS do not belong on the server", () => {
    const nodes = [node("vps", { site: "vps", taint: true }), node("nas", { site: "nas", taint: true })];
    expect(of(nodeFindings({ nodes }, machinesOf(shippedConfig)), "taint of vps")).toMatchObject({
      verdict: "wrong",
      fix: "kubectl taint node vps mk360.de/site:NoSchedule-",
    });
  });
});

describe("addresses", () => {
  const api = (clusterIP: string): KubeService => ({ metadata: named("kubernetes", "default"), spec: { clusterIP } });
  const judged = (parts: NodeParts, clusterIP = "10.43.0.1") =>
    brief(addressFindings({ nodes: [node("vps", { site: "vps", ...parts })], services: [api(clusterIP)] }, shippedConfig));

  test("are those of config.yaml", () => {
    expect(judged({ address: "10.77.0.1", podCIDR: "10.42.0.0/24" })).toEqual([
      "address of vps: ok",
      "pods of vps: ok",
      "range of Services: ok",
    ]);
  });

  test("are wrong one by one", () => {
    expect(judged({ address: "203.0.113.10", podCIDR: "10.52.0.0/24" }, "10.96.0.1")).toEqual([
      "address of vps: wrong",
      "pods of vps: wrong",
      "range of Services: wrong",
    ]);
  });

  test("of a further server only have to be in the VPN", () => {
    const nodes = [node("vps", { site: "vps", address: "10.77.0.1" }), node("more", { site: "vps", address: "10.77.0.9" })];
    expect(of(addressFindings({ nodes, services: [] }, shippedConfig), "address of more")?.verdict).toBe("ok");
  });
});

describe("clocks", () => {
  const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  const judged = (serverAhead: number, lease?: number, ready = true) =>
    clockFindings({
      clocks: { asked: now, answered: later(0.05), server: later(serverAhead) },
      nodes: lease === undefined ? [] : [node("vps", { ready })],
      leases: lease === undefined ? [] : [{ metadata: named("vps"), spec: { renewTime: later(serverAhead + lease).toISOString() } }],
    });

  test.each([
    [0, "ok"],
    [-0.9, "ok"],
    [4, "ok"],
    [10, "warning"],
    [-10, "warning"],
    [90, "wrong"],
    [-90, "wrong"],
  ])("with the server's %d seconds ahead of this machine's are %s", (ahead, verdict) => {
    expect(judged(ahead)[0]?.verdict).toBe(verdict);
  });

  test.each([
    [-10, "ok"],
    [-44, "ok"],
    [-60, "warning"],
    [-200, "wrong"],
    [3, "ok"],
    [20, "warning"],
    [100, "wrong"],
  ])("with a lease %i seconds from the server's time are %s", (lease, verdict) => {
    expect(judged(0, lease)[1]?.verdict).toBe(verdict);
  });

  test("of a node that is not ready say nothing", () => {
    expect(judged(0, -500, false)[1]).toMatchObject({ verdict: "unknown" });
  });
});

describe("how k3s was started", () => {
  const facts = (words: readonly string[] | undefined, annotations = {}) => ({
    nodes: [node("vps", { annotations, ...(words ? { given: words } : {}) })],
    systemDeployments: [],
    systemDaemons: [],
    policies: [],
  });

  test.each([
    [["server", "--disable", "traefik", "--disable", "servicelb", "--secrets-encryption", "true"]],
    [["server", "--disable", "traefik,servicelb", "--secrets-encryption"]],
  ])("%j is as it should be", (words) => {
    expect(k3sOptionFindings(facts(words)).map(({ verdict }) => verdict)).toEqual(["ok", "ok", "ok"]);
  });

  test("without these it is wrong, and Secrets in the clear are a warning", () => {
    expect(k3sOptionFindings(facts(["server", "--secrets-encryption", "false"])).map(({ verdict }) => verdict)).toEqual([
      "wrong",
      "wrong",
      "warning",
    ]);
  });

  test("keys in the store say less than the flag", () => {
    const annotations = { "k3s.io/encryption-config-hash": "start-1" };
    expect(k3sOptionFindings(facts(["server"], annotations))[2]?.verdict).toBe("unknown");
  });

  test("is not to be seen without the annotation, but what runs is", () => {
    expect(k3sOptionFindings(facts(undefined)).map(({ verdict }) => verdict)).toEqual(["unknown", "unknown", "unknown"]);
    const running = { ...facts(undefined), systemDeployments: [system("traefik")], systemDaemons: [named("svclb-traefik-1234")] };
    expect(k3sOptionFindings(running).map(({ verdict }) => verdict)).toEqual(["wrong", "wrong", "unknown"]);
  });

  test.each([
    [["server"], "ok"],
    [["server", "--disable-network-policy"], "wrong"],
    [["server", "--disable-network-policy", "true"], "wrong"],
    [["server", "--disable-network-policy", "false"], "ok"],
    [undefined, "unknown"],
  ])("%j: the policy controller is %s", (words, verdict) => {
    expect(of(policyFindings(facts(words)), "policy controller")?.verdict).toBe(verdict);
  });

  test("never shows whether the rules stand in the kernel", () => {
    expect(of(policyFindings(facts(["server"])), "policies at work")?.verdict).toBe("unknown");
  });
});

describe("default deny", () => {
  const closed = (namespace: string, spec = {}) => ({
    metadata: named("default-deny", namespace),
    spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"], ...spec },
  });
  const judged = (change: object) =>
    of(policyFindings({ nodes: [], policies: namespaces.map(({ name }) => closed(name, name === "ops" ? change : {})) }), "default deny");

  test("holds in every namespace", () => {
    expect(judged({})?.verdict).toBe("ok");
  });

  test.each([[{ policyTypes: ["Ingress"] }], [{ egress: [{}] }], [{ podSelector: { matchLabels: { app: "one" } } }]])(
    "is open with %j",
    (change) => {
      expect(judged(change)).toMatchObject({ verdict: "wrong", found: "not in ops" });
    },
  );
});

describe("DNS and storage", () => {
  const dns = (clusterIP: string, app = "kube-dns"): KubeService => ({
    metadata: named("kube-dns"),
    spec: { clusterIP, selector: { "k8s-app": app } },
  });

  test.each([
    [1, dns("10.43.0.10"), ["ok", "ok"]],
    [0, dns("10.43.0.10"), ["wrong", "ok"]],
    [1, dns("10.96.0.10"), ["ok", "wrong"]],
    [1, dns("10.43.0.10", "other"), ["ok", "wrong"]],
  ])("CoreDNS with %i ready pods is judged by its Service too: %#", (ready, service, verdicts) => {
    const found = dnsFindings({ systemDeployments: [system("coredns", ready)], services: [service] }, shippedConfig);
    expect(found.map(({ verdict }) => verdict)).toEqual(verdicts);
  });

  test("classes are those of dist, and one that would delete data is wrong", () => {
    const classes = whole.objects.flatMap(({ object }) => (object.kind === "StorageClass" ? [object as never] : []));
    const systemDeployments = [system("local-path-provisioner")];
    expect(storageFindings({ systemDeployments, storageClasses: classes }, whole.stack.storages).map(({ verdict }) => verdict)).toEqual([
      "ok",
      "ok",
      "ok",
      "ok",
    ]);
    const loose = classes.map((one) => Object.assign({}, one, { reclaimPolicy: "Delete" }));
    expect(of(storageFindings({ systemDeployments, storageClasses: loose }, whole.stack.storages), "storage class hot")).toMatchObject({
      verdict: "wrong",
      found: "reclaimPolicy is Delete instead of Retain",
    });
    expect(storageFindings({ systemDeployments: [], storageClasses: [] }, whole.stack.storages).map(({ verdict }) => verdict)).toEqual([
      "wrong",
      "wrong",
      "wrong",
      "wrong",
    ]);
  });
});

describe("secrets", () => {
  const own = new Credential("own-key", "opens it", { key: random() });
  const asked = new Credential("asked-key", "sends mail", { key: given("the key of your provider", "no mail is sent", password) });
  const stack = stackOf({}, catalogueOf([exampleService("shop", { secrets: [own.file("key"), asked.file("key")] })]));
  const everywhere = namespaces.map(({ name }) => named(name));

  const secrets = [named("own-key", "private")];
  const fixes = (visible: readonly VisibleCredential[], present: typeof secrets = secrets) =>
    secretFindings(stack, { namespaces: everywhere, secrets: present }, new Map(visible.map((one) => [one.name, one])))
      .filter(({ verdict }) => verdict === "wrong")
      .map(({ name, fix }) => [name, fix]);
  const visible = (name: string, namespace: string, keys: readonly string[] | undefined): VisibleCredential => ({
    name,
    files: new Map([[namespace, { path: `secrets/cluster/${namespace}/${name}.yaml`, keys }]]),
    ends: undefined,
  });

  test("are named one by one with what only the owner knows", () => {
    const found = secretFindings(stack, { namespaces: everywhere, secrets }, new Map());
    expect(found.filter(({ verdict }) => verdict === "wrong").map(({ cause, ...rest }) => rest)).toEqual([
      {
        name: "secret asked-key",
        verdict: "wrong",
        found: "missing in public; it sends mail",
        fix: "mk360 secrets init, which needs from you: key, the key of your provider",
      },
      { name: "secret own-key", verdict: "wrong", found: "missing in public; it opens it", fix: "mk360 secrets init" },
    ]);
  });

  test("that secrets/ holds are brought from there, and not made", () => {
    expect(fixes([visible("asked-key", "public", ["key"]), visible("own-key", "private", ["key"])])).toEqual([
      ["secret asked-key", "mk360 secrets apply, or commit secrets/ for Flux"],
      ["secret own-key", "mk360 secrets init"],
    ]);
  });

  test("whose file nobody can read come back from Git", () => {
    expect(fixes([visible("own-key", "public", undefined)], [named("asked-key", "public")])).toEqual([
      ["secret own-key", "take the committed version back: git checkout -- secrets/cluster/public/own-key.yaml"],
    ]);
  });

  test("are all there", () => {
    const all = [named("own-key", "public"), named("asked-key", "public")];
    expect(brief(secretFindings(stack, { namespaces: everywhere, secrets: all }, new Map()))).toEqual(["namespaces: ok", "secrets: ok"]);
  });
});
