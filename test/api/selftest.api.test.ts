import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "@jest/globals";
import { outputsOf } from "../../charts/output/outputs";
import { write } from "../../charts/output/publish";
import type { Check } from "../../cli/selftest/check";
import { stackOf } from "../support/stack";
import { notAsDeclared } from "./as-declared";
import type { Cluster } from "./cluster";
import { eventually } from "./eventually";
import { mk360 } from "./mk360";
import { playK3s } from "./played-k3s";
import { describeOnCluster } from "./suite";

const stack = stackOf();
const { dist, generated } = outputsOf(stack, { state: [], released: [] });
const guide = readFileSync(join(__dirname, "../../docs/getting-started.md"), "utf8").replace(/\s+/g, " ");
/** The command for which the guide says that the kubeconfig which only looks is enough. */
const [, command = ""] = /For `npx mk360 (\w+)`, which holds all .{0,60} this one is enough/.exec(guide) ?? [];

/** Every verb that the API server would take as a write, and those that enter a pod. */
const otherVerbs = /\[[^\]]*\b(create|update|patch|delete|deletecollection|\*)\b/;

interface Breach {
  readonly what: string;
  /** Words of kubectl that break it. */
  readonly broken: readonly string[];
  /** Words of kubectl that mend it, or the file of dist that does. */
  readonly mended: readonly string[] | string;
  /** The failed checks, and an object with what is said of it. */
  readonly fails: readonly string[];
  readonly object: string;
  readonly found: RegExp;
}

const objects = "each object of dist is there";
const fields = "each says what dist says";
const policies = "no network policy is missing, changed or beside those of dist";
const patched = (words: string, patch: unknown) => [...words.split(" "), "--type=json", "-p", JSON.stringify(patch)];

const breaches: readonly Breach[] = [
  {
    what: "a policy that was deleted",
    broken: ["-n", "public", "delete", "networkpolicy", "n8n-egress"],
    mended: "20-apps/n8n.yaml",
    fails: [objects, policies],
    object: "NetworkPolicy public/n8n-egress",
    found: /^is missing$/,
  },
  {
    what: "a policy that lets everybody in",
    broken: patched("-n storage patch networkpolicy default-deny", [{ op: "add", path: "/spec/ingress", value: [{}] }]),
    mended: patched("-n storage patch networkpolicy default-deny", [{ op: "remove", path: "/spec/ingress" }]),
    fails: [fields, policies],
    object: "NetworkPolicy storage/default-deny",
    found: /^is changed: spec\.ingress is \[\{\}\], of which dist says nothing$/,
  },
  {
    what: "a ConfigMap that was deleted",
    broken: ["-n", "home", "delete", "configmap", "caddy-home-etc-caddy"],
    mended: "30-home/caddy-home.yaml",
    fails: [objects],
    object: "ConfigMap home/caddy-home-etc-caddy",
    found: /^is not there$/,
  },
  {
    what: "a namespace that enforces less",
    broken: ["label", "namespace", "public", "pod-security.kubernetes.io/enforce=privileged", "--overwrite"],
    mended: "00-foundation/public.yaml",
    fails: [fields, "namespaces enforce Pod Security as dist says"],
    object: "Namespace public",
    found: /^pod-security\.kubernetes\.io\/enforce is privileged, dist says restricted$/,
  },
  {
    what: "a CronJob that is suspended",
    broken: ["-n", "public", "patch", "cronjob", "n8n-backup", "-p", '{"spec":{"suspend":true}}'],
    mended: "40-backup/n8n-backup.yaml",
    fails: [fields, "no CronJob is suspended that dist wants to run"],
    object: "CronJob public/n8n-backup",
    found: /^is suspended; kubectl -n public patch cronjob n8n-backup /,
  },
  {
    what: "a Deployment without pods",
    broken: ["-n", "public", "scale", "deployment", "n8n", "--replicas=0"],
    mended: "20-apps/n8n.yaml",
    fails: [fields, "every pod that dist wants is there and ready"],
    object: "Deployment public/n8n",
    found: /^has 0 pods, dist wants 1$/,
  },
  {
    what: "pods that share the machine's users",
    broken: patched("-n public-root patch deployment monica", [{ op: "remove", path: "/spec/template/spec/hostUsers" }]),
    mended: "20-apps/monica.yaml",
    fails: [fields, "pods have the rights that dist says, and no others"],
    object: "Pod public-root/monica-",
    found: /^hostUsers is true, dist says false$/,
  },
  {
    what: "a new form that Pod Security refuses, while the old one runs on",
    broken: patched("-n public patch deployment opensign-client", [{ op: "remove", path: "/spec/template/spec/hostUsers" }]),
    mended: "20-apps/opensign-client.yaml",
    fails: [fields, "every pod that dist wants is there and ready"],
    object: "Deployment public/opensign-client",
    found: /^runs in an older form: 0 of 1 pods are as applied last; .*violates PodSecurity/,
  },
  {
    what: "a NAS that takes every pod",
    broken: ["taint", "node", "nas", "mk360.de/site-"],
    mended: ["taint", "node", "nas", "mk360.de/site=nas:NoSchedule"],
    fails: ["nodes have the labels and taints of generated/hosts"],
    object: "Node nas",
    found: /^has not the taint mk360\.de\/site=nas:NoSchedule$/,
  },
];

describeOnCluster("mk360 selftest on a cluster", (cluster) => {
  let reader = "";
  const run = (...args: string[]) => mk360([command, ...args], { KUBECONFIG: reader });

  beforeAll(async () => {
    const { root } = cluster().plane;
    write(join(root, "dist"), dist);
    write(join(root, "generated"), generated);
    reader = join(root, "reader.kubeconfig");
    await playK3s(cluster());
  });

  test("says on a cluster to which dist was never applied which one that is, and what to do", async () => {
    const { code, stdout, stderr } = await mk360(["selftest"], { KUBECONFIG: cluster().kubeconfig });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^cluster: https:\/\/127\.0\.0\.1:\d+ \(context test\) is "without any of the \d+ objects of dist/);
    expect(stderr).toContain("if this is it: kubectl apply -R -f dist.");
  });

  test("passes what dist is when it has been applied, for a user who may only look, and says what it cannot judge", async () => {
    expect(await cluster().apply(dist)).toMatchObject({ code: 0 });
    await eventually("all is as the model says", 90, () => notAsDeclared(cluster(), stack, ["kube-system"]));
    await makeReader(cluster(), reader);
    await eventually("nothing has failed", 60, async () => failedOf((await selftest(run)).checks));
    const { code, checks } = await selftest(run);
    expect(code).toBe(0);
    expect(checks.filter(({ looked }) => looked === 0)).toEqual([]);
    // No kubelet is real here, and no CronJob has been due.
    const unjudged = ["containers run the images that dist pins", "the last run of each CronJob that was due ended well"];
    expect(checks.filter(({ outcome }) => outcome === "cannot judge").map(({ name }) => name)).toEqual(unjudged);
    const { stdout } = await run();
    expect(stdout).toMatch(/^https:\/\/127\.0\.0\.1:\d+ \(context test\)\n/);
    expect(stdout).toMatch(/\n14 passed, 0 failed, 2 not judged\.\n$/);
  });

  test("that user may write nothing and enter no pod", async () => {
    const { stdout } = await cluster().kubectl(["--kubeconfig", reader, "auth", "can-i", "--list", "--no-headers", "-n", "public"]);
    const rights = stdout.split("\n").filter((line) => otherVerbs.test(line));
    expect(stdout).toContain("networkpolicies.networking.k8s.io");
    expect(rights.filter((line) => !/^self(subject\w+|subjectreviews)\.(authorization|authentication)\.k8s\.io /.test(line))).toEqual([]);
  });

  test.each(breaches)("names $what", async ({ broken, mended, fails, object, found }) => {
    expect(await cluster().kubectl(broken)).toMatchObject({ code: 0 });
    const named = new RegExp(`^${object.replaceAll(/[.]/g, "\\.")}`);
    await eventually("it is named, and nothing else", 60, async () => {
      const { code, checks } = await selftest(run);
      const names = checks.filter(({ outcome }) => outcome === "failed").map(({ name }) => name);
      const isNamed = checks.some(({ failed }) => failed.some((one) => named.test(one.object) && found.test(one.found)));
      return code === 2 && isNamed && names.join() === fails.join() ? [] : failedOf(checks);
    });
    const { stdout, code } = await run();
    expect(code).toBe(2);
    expect(stdout).toContain(`FAILED        ${fails.at(-1)}`);
    const mend = typeof mended === "string" ? cluster().apply(new Map([[mended, dist.get(mended) ?? ""]])) : cluster().kubectl(mended);
    expect(await mend).toMatchObject({ code: 0 });
    await eventually("nothing fails any more", 90, async () => failedOf((await selftest(run)).checks));
  });

  test("names a policy of somebody else, because what it allows is allowed", async () => {
    const path = "/apis/networking.k8s.io/v1/namespaces/storage/networkpolicies";
    await cluster().api.create(path, { metadata: { name: "open" }, spec: { podSelector: {}, ingress: [{}] } });
    const { code, checks } = await selftest(run);
    expect({ code, failed: failedOf(checks) }).toEqual({
      code: 2,
      failed: [
        expect.stringMatching(/^NetworkPolicy storage\/open is none of dist: what it allows is allowed; kubectl -n storage delete /),
      ],
    });
    await cluster().api.remove(`${path}/open`);
  });

  test("names a volume that would go with its claim", async () => {
    const { stdout } = await cluster().kubectl(["-n", "storage", "get", "pvc", "postgres-data", "-o", "jsonpath={.spec.volumeName}"]);
    const policy = (name: string) =>
      cluster().api.merge(`/api/v1/persistentvolumes/${stdout}`, { spec: { persistentVolumeReclaimPolicy: name } });
    await policy("Delete");
    expect(failedOf((await selftest(run)).checks)).toEqual([
      `PersistentVolumeClaim storage/postgres-data its volume ${stdout} has the reclaim policy Delete, the class hot says Retain`,
    ]);
    await policy("Retain");
  });

  test("names a container that was over its memory", async () => {
    const { stdout } = await cluster().kubectl(["-n", "public", "get", "pods", "-l", "app.kubernetes.io/name=n8n", "-o", "name"]);
    const pod = stdout.trim().replace("pod/", "");
    const lastState = { terminated: { reason: "OOMKilled", exitCode: 137 } };
    const status = { name: "n8n", image: "n8n", imageID: "", ready: true, restartCount: 1, state: { running: {} }, lastState };
    await cluster().api.merge(`/api/v1/namespaces/public/pods/${pod}/status`, { status: { containerStatuses: [status] } });
    expect(failedOf((await selftest(run)).checks)).toEqual([
      `Pod public/${pod} n8n was started again 1 time, last by OOMKilled with exit code 137`,
    ]);
    await cluster().api.remove(`/api/v1/namespaces/public/pods/${pod}`);
  });

  test("says who may not look", async () => {
    const { code, stderr } = await mk360(["selftest", "--kubeconfig", cluster().plane.guestKubeconfig], { KUBECONFIG: reader });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^cluster: .*forbidden.*Fix: use the kubeconfig of an administrator/s),
    });
  });
});

type Runner = (...args: string[]) => ReturnType<typeof mk360>;

async function selftest(run: Runner): Promise<{ code: number | null; checks: Check[] }> {
  const { code, stdout, stderr } = await run("--json");
  if (stdout === "") throw new Error(stderr);
  return { code, checks: (JSON.parse(stdout) as { checks: Check[] }).checks };
}

function failedOf(checks: readonly Check[]): string[] {
  return checks.flatMap(({ failed }) => failed.map(({ object, found }) => `${object} ${found}`));
}

/** The account of dist/00-foundation/reader.yaml, which may only look and sees no secret. */
async function makeReader(cluster: Cluster, file: string): Promise<void> {
  const { stdout } = await cluster.kubectl(["-n", "ops", "create", "token", "reader"]);
  const text = readFileSync(cluster.kubeconfig, "utf8").replace(/"token":"[^"]+"/, `"token":"${stdout.trim()}"`);
  writeFileSync(file, text, { mode: 0o600 });
}
