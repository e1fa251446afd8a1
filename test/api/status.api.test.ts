import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { machineLabel } from "../../charts/kit/labels";
import { outputsOf } from "../../charts/output/outputs";
import { day, TestAuthority } from "../support/certificates";
import { freePort } from "../support/real";
import { stackOf } from "../support/stack";
import { notAsDeclared, scheduledJobs } from "./as-declared";
import { doctor, eventuallyRow, notOk, rowsOf, status } from "./asked";
import type { Cluster } from "./cluster";
import { eventually } from "./eventually";
import { endTogether, startTogether } from "./held-jobs";
import { madeUpSecrets } from "./made-up-secrets";
import { mk360 } from "./mk360";
import { playK3s } from "./played-k3s";
import { describeOnCluster } from "./suite";

/** The shipped configuration, under which the command runs here. */
const stack = stackOf();
const { dist } = outputsOf(stack, { state: [], released: [] });

describeOnCluster("mk360 on a cluster", (cluster) => {
  const run = (...args: string[]) => mk360(args, { KUBECONFIG: cluster().kubeconfig });

  test("doctor names on an empty cluster each thing that is missing, with its fix", async () => {
    await cluster().kubectl(["label", "node", "vps", "nas", `${machineLabel}-`]);
    await cluster().kubectl(["taint", "node", "nas", `${machineLabel}-`]);
    const { code, findings } = await doctor(run);
    const wrong = findings.filter(({ verdict }) => verdict === "wrong");
    expect(code).toBe(2);
    expect(wrong.map(({ name }) => name)).toEqual([
      "node vps",
      "node nas",
      "taint of nas",
      "default deny",
      "CoreDNS",
      "DNS service",
      "metrics API",
      "local-path provisioner",
      "storage class hot",
      "storage class home",
      "storage class bulk",
      "namespaces",
      ...[...stack.credentials.keys()].map(({ name }) => `secret ${name}`),
    ]);
    expect(wrong.filter(({ fix }) => !fix)).toEqual([]);
  });

  test("doctor shows an empty cluster as a dozen things to do, each once", async () => {
    const { stdout } = await run("doctor");
    const fixes = [...stdout.matchAll(/^WRONG.*\n(?: +(?!fix:).*\n)* +fix: (.*)$/gm)].map(([, fix]) => fix);
    expect(fixes.length).toBeLessThan(12);
    expect(new Set(fixes).size).toBe(fixes.length);
    expect(stdout.match(/^WRONG/gm)).toHaveLength(fixes.length);
    expect(stdout).toContain(`Wrong: ${fixes.length}.`);
  });

  test("status says that nothing of the model is there", async () => {
    const { code, report } = await status(run);
    expect({ code, services: report.services.filter(({ verdict }) => verdict !== "wrong") }).toEqual({ code: 2, services: [] });
    expect(report.missing.length).toBeGreaterThan(100);
  });

  test("the fixes for labels and taint mend them, run as they stand", async () => {
    const { findings } = await doctor(run);
    const fixes = findings.filter(({ verdict, name }) => verdict === "wrong" && /^(node|taint) /.test(name)).map(({ fix }) => fix ?? "");
    expect(fixes).toHaveLength(3);
    for (const fix of fixes) {
      const [program, ...words] = fix.split(" ");
      expect(program).toBe("kubectl");
      expect(await cluster().kubectl(words)).toMatchObject({ code: 0, stderr: "" });
    }
    const again = (await doctor(run)).findings.filter(({ name }) => /^(node|taint) /.test(name));
    expect(again.map(({ verdict }) => verdict)).toEqual(["ok", "ok", "ok"]);
  });

  test("doctor is content once k3s, dist and the secrets are there, and status says that no job has ended well yet", async () => {
    await playK3s(cluster());
    expect((await cluster().apply(dist)).code).toBe(0);
    await makeSecrets(cluster());
    await eventually("all is as the model says", 90, () => notAsDeclared(cluster(), stack, ["kube-system"]));
    await eventually("doctor is content", 60, async () => notOk((await doctor(run)).findings));
    const { code, report } = await status(run);
    const scheduled = scheduledJobs(stack).map(({ name }) => `${name} unproven: has never ended well yet`);
    expect({ code, verdict: report.verdict, notOk: notOk(rowsOf(report)).sort() }).toEqual({
      code: 2,
      verdict: "unproven",
      notOk: scheduled.sort(),
    });
    const { stdout } = await run("status");
    expect(stdout).toContain(`Never ended well yet: ${scheduled.length} of ${stack.jobs.length} jobs`);
    expect(stdout.split("\n").length).toBeLessThan(100);
  });

  test("status is content when each job has ended well, run once by hand as it says", async () => {
    const { stdout: day } = await run("status");
    const [, line = ""] = /^ *To run one now: (kubectl .+)$/m.exec(day.replaceAll("\n     ", " ")) ?? [];
    for (const { name, namespace } of scheduledJobs(stack)) {
      const words = line.replace(/-n \S+/, `-n ${namespace.name}`).replace(/cronjob\/\S+ \S+/, `cronjob/${name} ${name}-now`);
      expect(await cluster().kubectl(words.split(" ").slice(1))).toMatchObject({ code: 0 });
    }
    await eventually("each job has ended well", 120, async () => notOk(rowsOf((await status(run)).report)));
    const { code, report } = await status(run);
    expect({ code, verdict: report.verdict, missing: report.missing, leftOver: report.leftOver, wrong: notOk(rowsOf(report)) }).toEqual({
      code: 0,
      verdict: "ok",
      missing: [],
      leftOver: [],
      wrong: [],
    });
    const text = await run("status");
    expect(text.stdout).toMatch(/All is well\.\n$/);
    // No colours where nobody looks.
    expect(text.stdout).not.toContain("\u001b");
    expect(text.stderr).toBe("");
    // As Kubernetes keeps it of every run of a CronJob; no controller does so here.
    const ended = JSON.stringify({ status: { lastSuccessfulTime: new Date().toISOString() } });
    for (const { name, namespace } of scheduledJobs(stack)) {
      const place = ["-n", namespace.name];
      await cluster().kubectl([...place, "patch", "cronjob", name, "--subresource=status", "--type=merge", "-p", ended]);
      await cluster().kubectl([...place, "delete", "job", `${name}-now`, "--wait=false"]);
    }
  });

  test("a run that is under way is shown", async () => {
    const [job] = stack.jobs.filter(({ name }) => name === "n8n-backup");
    if (!job) throw new Error("there is no such job");
    await startTogether(cluster(), [job]);
    const { report } = await status(run);
    expect(report.jobs.find(({ name }) => name === job.name)).toMatchObject({ result: "running", verdict: "ok" });
    await endTogether(cluster(), [job]);
  });

  test("a certificate that ends in 59 days is a warning, one that has ended is wrong", async () => {
    const ends = { "postgres-tls": new Date(Date.now() + 59 * day + 3600_000), "frps-tls": new Date(Date.now() - day) };
    await makeSecrets(cluster(), ends);
    const { code, report } = await status(run);
    const found = report.certificates.filter(({ name }) => name in ends).map(({ name, verdict, problem }) => ({ name, verdict, problem }));
    expect({ code, found }).toEqual({
      code: 2,
      found: [
        { name: "frps-tls", verdict: "wrong", problem: "ended 24 h ago; mk360 secrets renew makes a new one" },
        { name: "postgres-tls", verdict: "warning", problem: "ends in 59 d; mk360 secrets renew makes a new one" },
      ],
    });
    const wrong = (await doctor(run)).findings.filter(({ name }) => name.startsWith("certificate"));
    expect(wrong.map(({ name, verdict, fix }) => [name, verdict, fix])).toEqual([
      ["certificate frps-tls", "wrong", expect.stringContaining("mk360 secrets renew --apply")],
      ["certificate postgres-tls", "warning", expect.stringContaining("mk360 secrets renew --apply")],
    ]);
    await makeSecrets(cluster(), { "postgres-tls": ends["postgres-tls"] });
    expect(await status(run)).toMatchObject({ code: 0, report: { verdict: "warning" } });
    await makeSecrets(cluster());
  });

  test("a pod that fails is shown with what its container says", async () => {
    const pod = await podOf(cluster(), "n8n");
    await cluster().api.merge(`${pod}/status`, {
      status: {
        conditions: ["Ready", "ContainersReady"].map((type) => ({ type, status: "False" })),
        containerStatuses: [
          {
            name: "n8n",
            image: "n8n",
            imageID: "",
            ready: false,
            restartCount: 7,
            state: { waiting: { reason: "CrashLoopBackOff" } },
            lastState: { terminated: { reason: "OOMKilled", exitCode: 137 } },
          },
        ],
      },
    });
    await eventuallyRow(run, "n8n", {
      verdict: "wrong",
      ready: 0,
      restarts: 7,
      problem: "n8n: CrashLoopBackOff, it ended with OOMKilled 137",
    });
    await cluster().api.remove(pod);
    await eventuallyRow(run, "n8n", { verdict: "ok", ready: 1, restarts: 0 });
  });

  test("a deployment that was removed and a claim that was removed are missing, and what was put there is left over", async () => {
    await cluster().kubectl(["-n", "ops", "delete", "deployment", "uptime-kuma"]);
    await cluster().kubectl(["-n", "ops", "delete", "pvc", "uptime-kuma-data"]);
    await cluster().kubectl(["-n", "ops", "create", "deployment", "old", "--image=docker.io/library/busybox:1", "--replicas=0"]);
    await cluster().kubectl(["-n", "ops", "label", "deployment", "old", "app.kubernetes.io/part-of=mk360"]);
    const { code, report } = await status(run);
    expect({ code, missing: report.missing, leftOver: report.leftOver }).toEqual({
      code: 2,
      missing: [
        { kind: "Deployment", namespace: "ops", name: "uptime-kuma" },
        { kind: "PersistentVolumeClaim", namespace: "ops", name: "uptime-kuma-data" },
      ],
      leftOver: [{ kind: "Deployment", namespace: "ops", name: "old" }],
    });
    await cluster().kubectl(["-n", "ops", "delete", "deployment", "old"]);
    expect((await cluster().apply(dist)).code).toBe(0);
    await eventually("all is as the model says", 90, () => notAsDeclared(cluster(), stack, ["kube-system"]));
  });

  test("a claim that waits for its deletion is named while its data is still there", async () => {
    await cluster().kubectl(["-n", "ops", "delete", "pvc", "victoria-logs-logs", "--wait=false"]);
    const { report } = await status(run);
    expect(report.volumes.filter(({ verdict }) => verdict !== "ok")).toMatchObject([
      { name: "victoria-logs-logs", problem: expect.stringContaining("is being deleted") },
    ]);
  });

  test("a node that is away is named, and its services for its sake", async () => {
    await cluster().api.merge("/api/v1/nodes/nas", { metadata: { annotations: { "test.mk360.de/away": "yes" } } });
    await cluster().api.merge("/api/v1/nodes/nas/status", {
      status: { conditions: [{ type: "Ready", status: "False", reason: "KubeletNotReady", message: "the test says so" }] },
    });
    await eventuallyRow(run, "adguard", { verdict: "wrong", problem: "its node nas is not ready" });
    const { report } = await status(run);
    expect(report.nodes.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual(["vps ok", "nas wrong"]);
    const { code, findings } = await doctor(run);
    expect({ code, wrong: findings.filter(({ verdict }) => verdict === "wrong").map(({ name }) => name) }).toEqual({
      code: 2,
      wrong: ["nas is ready"],
    });
  });

  test.each(["status", "doctor"])("%s says who may not look, and ends with 1", async (command) => {
    await cluster().kubectl(["-n", "default", "create", "serviceaccount", command]);
    const { stdout } = await cluster().kubectl(["-n", "default", "create", "token", command]);
    const { code, stderr } = await mk360([command], { KUBECONFIG: withToken(cluster(), stdout.trim()) });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^cluster: .*forbidden.*Fix: use the kubeconfig of an administrator/s),
    });
    expect(stderr).not.toContain("    at ");
  });

  test.each(["status", "doctor"])("%s names the contexts that there are, and ends with 1", async (command) => {
    const { code, stderr } = await run(command, "--context", "elsewhere");
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining("Allowed: test.") });
  });

  test.each(["status", "doctor"])("%s gives up on a server that is away, and ends with 1", async (command) => {
    const file = `${cluster().kubeconfig}.away`;
    writeFileSync(file, readFileSync(cluster().kubeconfig, "utf8").replace(/https:[^"]+/, `https://127.0.0.1:${await freePort()}`));
    const { code, stderr, stdout } = await mk360([command, "--kubeconfig", file, "--timeout", "1"]);
    expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: "", stderr: expect.stringContaining("an API server that answers") });
  });
});

const authority = TestAuthority.make();

async function makeSecrets(cluster: Cluster, ends: Readonly<Record<string, Date>> = {}): Promise<void> {
  const secrets = await madeUpSecrets(stack, await authority, ends);
  const file = JSON.stringify({ apiVersion: "v1", kind: "List", items: secrets });
  expect(await cluster.apply(new Map([["secrets.yaml", file]]), "--server-side")).toMatchObject({ code: 0 });
}

async function podOf(cluster: Cluster, name: string): Promise<string> {
  const namespace = stack.service(name).namespace.name;
  const { stdout } = await cluster.kubectl(["-n", namespace, "get", "pods", "-l", `app.kubernetes.io/name=${name}`, "-o", "name"]);
  return `/api/v1/namespaces/${namespace}/${stdout.trim().replace("pod/", "pods/")}`;
}

function withToken(cluster: Cluster, token: string): string {
  const file = `${cluster.kubeconfig}.token`;
  writeFileSync(file, readFileSync(cluster.kubeconfig, "utf8").replace(/"token":"[^"]+"/, `"token":"${token}"`), { mode: 0o600 });
  return file;
}
