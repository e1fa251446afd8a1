import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "@jest/globals";
import { stackOf } from "../support/stack";
import { type LivePod, notAsDeclared, podsFor, podsOf } from "./as-declared";
import type { Cluster, LiveObject, Run } from "./cluster";
import { eventually } from "./eventually";
import { clearTexts } from "./in-the-clear";
import { liveSecrets, misplaced } from "./live-secrets";
import { Owner, ownerPrograms } from "./owner";
import { describeOnCluster } from "./suite";

const stack = stackOf();

interface Deployment extends LiveObject {
  readonly spec: { readonly template: { readonly metadata: { readonly annotations?: Readonly<Record<string, string>> } } };
}

interface Job extends LiveObject {
  readonly status: { readonly completionTime?: string };
}

describeOnCluster(
  "mk360 secrets on a real API server",
  (cluster) => {
    let owner: Owner;
    const ran: Run[] = [];
    const values: Awaited<ReturnType<Owner["values"]>>[] = [];

    beforeAll(async () => {
      owner = new Owner(cluster().plane);
      await owner.prepare();
      values.push(await owner.values());
    });

    /** Runs a command that must go through, and remembers what it said and what was secret then. */
    async function goesThrough(...args: string[]): Promise<string> {
      return wentThrough(await owner.mk360(args));
    }

    function wentThrough(run: Run): string {
      ran.push(run);
      expect({ code: run.code, stderr: run.code === 0 ? "" : run.stderr }).toEqual({ code: 0, stderr: "" });
      return run.stdout;
    }

    async function rotated(args: readonly string[], meanwhile?: (said: () => string) => Promise<void>): Promise<Change> {
      const [podsBefore, secretsBefore] = [await podsOf(cluster()), await liveSecrets(cluster())];
      const { child, done } = owner.start(args);
      let said = "";
      child.stderr?.on("data", (data) => (said += data));
      await meanwhile?.(() => said);
      wentThrough(await done);
      const now = await owner.values();
      values.push(now);
      return { podsBefore, secretsBefore, podsAfter: await steadyPods(cluster()), now };
    }

    test("apply brings every credential into every namespace that reads it, into an empty cluster", async () => {
      const stdout = await goesThrough("secrets", "apply");
      expect(stdout).toMatch(/^\d+ Secrets: (\d+) created, 0 changed, 0 unchanged\.$/m);
      expect(misplaced(owner.credentials, values[0] ?? {}, await liveSecrets(cluster()))).toEqual([]);
    });

    test("kubectl apply -R -f dist follows it as it stands", async () => {
      expect(await cluster().kubectl(["apply", "-R", "-f", `${owner.folder}/dist`])).toMatchObject({ code: 0 });
      await eventually("all is as the model says", 120, () => notAsDeclared(cluster(), stack));
    });

    test("apply changes nothing the second time", async () => {
      const before = await liveSecrets(cluster());
      expect(await goesThrough("secrets", "apply")).toMatch(/^\d+ Secrets: 0 created, 0 changed, \d+ unchanged\.$/m);
      expect(versionsOf(await liveSecrets(cluster()))).toEqual(versionsOf(before));
    });

    test("rotate --apply gives database and client one new password, the database first, and leaves every other pod alone", async () => {
      const jobsBefore = await provisioningJobs(cluster());
      // The job cannot begin before it is known what waits for it.
      await keepPodsOut(cluster());
      const { now, secretsBefore, podsBefore, podsAfter } = await rotated(
        ["secrets", "rotate", "n8n-database", "--apply"],
        async (said) => {
          await eventually("it waits for the job, or goes on without it", 90, async () => {
            const goesOn = owner.called.some((line) => line.includes("dist/20-apps/n8n.yaml"));
            return goesOn || said().includes("waiting for job storage/postgres-provisioning") ? [] : [said()];
          });
          await letPodsIn(cluster());
        },
      );

      const secrets = await liveSecrets(cluster());
      expect(misplaced(owner.credentials, now, secrets)).toEqual([]);
      expect(now["n8n-database"]?.password).not.toBe(values[0]?.["n8n-database"]?.password);
      expect(changedSecrets(secretsBefore, secrets)).toEqual(["public/n8n-database", "storage/n8n-database"]);

      const [job, ...others] = (await provisioningJobs(cluster())).filter(
        ({ metadata }) => !jobsBefore.some((before) => before.metadata.uid === metadata.uid),
      );
      expect(others).toEqual([]);
      expect(job?.status.completionTime).toBeDefined();
      const annotation = async (version?: string) =>
        (await n8n(cluster(), version))?.spec.template.metadata.annotations?.["mk360.de/secrets"];
      // The store of the cluster remembers: this is how it was at the moment in which the job became complete.
      expect(await n8n(cluster(), job?.metadata.resourceVersion)).toBeDefined();
      expect(await annotation(job?.metadata.resourceVersion)).toBeUndefined();
      expect(await annotation()).toBe("n8n-database=2");

      expect(replaced(podsBefore, podsAfter)).toEqual(["n8n"]);
    });

    test("a change that was made without --apply is delivered whole by the next one", async () => {
      await goesThrough("secrets", "rotate", "monica-database");
      const { now, podsBefore, podsAfter } = await rotated(["secrets", "rotate", "roundcube-session", "--apply"]);
      expect(misplaced(owner.credentials, now, await liveSecrets(cluster()))).toEqual([]);
      expect(replaced(podsBefore, podsAfter)).toEqual(["monica", "roundcube"]);
    });

    test.each([
      ["secrets", "renew", "--all", "--apply"],
      ["secrets", "rotate", "internal-ca", "--apply"],
    ])("%s %s %s %s starts anew what uses TLS, with certificates that the authority in the cluster has signed", async (...args) => {
      const withCertificates = readersOf((kind) => kind === "certificate");
      const { now, podsBefore, podsAfter } = await rotated(args);
      const secrets = await liveSecrets(cluster());
      expect(misplaced(owner.credentials, now, secrets)).toEqual([]);
      expect(unverified(secrets)).toEqual([]);
      const expected = args.includes("internal-ca") ? readersOf((kind) => kind === "certificate" || kind === "ca") : withCertificates;
      expect(replaced(podsBefore, podsAfter)).toEqual(expected);
    });

    test("no value was ever in an output or on a command line", async () => {
      const said = [...ran.flatMap(({ stdout, stderr }) => [stdout, stderr]), ...owner.called].join("\n");
      expect(owner.called.some((line) => line.startsWith("kubectl apply"))).toBe(true);
      expect(owner.called.some((line) => /^sops (--config \S+ )?encrypt /.test(line))).toBe(true);
      const secret = values.flatMap((each) => clearTexts(owner.credentials, each));
      expect(secret.length).toBeGreaterThan(100);
      const keys = readFileSync(owner.ageKeyFile, "utf8")
        .split("\n")
        .filter((line) => line.startsWith("AGE-SECRET-KEY"));
      expect([...secret, ...keys].filter((text) => said.includes(text))).toEqual([]);
    });
  },
  { programs: ownerPrograms },
);

interface Change {
  readonly podsBefore: readonly LivePod[];
  readonly podsAfter: readonly LivePod[];
  readonly secretsBefore: Awaited<ReturnType<typeof liveSecrets>>;
  readonly now: Awaited<ReturnType<Owner["values"]>>;
}

const noPods = { apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "no-pods" }, spec: { hard: { pods: "0" } } };
const quotas = "/api/v1/namespaces/storage/resourcequotas";

/** No new pod begins in the namespace of the databases. */
async function keepPodsOut(cluster: Cluster): Promise<void> {
  await cluster.api.create(quotas, noPods);
  await eventually("the quota holds", 60, async () => {
    const quota = await cluster.api.get<{ status: { hard?: object } }>(`${quotas}/no-pods`);
    return quota?.status.hard ? [] : ["not yet counted"];
  });
}

async function letPodsIn(cluster: Cluster): Promise<void> {
  await cluster.api.remove(`${quotas}/no-pods`);
}

/** The pods of services when none is ending any more. */
async function steadyPods(cluster: Cluster): Promise<LivePod[]> {
  await eventually("every pod runs in its newest form", 60, async () =>
    (await notAsDeclared(cluster, stack)).filter((fault) => !fault.startsWith("job ") && !fault.startsWith("claim ")),
  );
  return podsOf(cluster);
}

/** The services none of whose pods is the one of before, by name. */
function replaced(before: readonly LivePod[], after: readonly LivePod[]): string[] {
  const uids = new Set(before.map(({ metadata }) => metadata.uid));
  return stack.services
    .filter((service) => !podsFor(service, after).some(({ metadata }) => uids.has(metadata.uid)))
    .map(({ name }) => name)
    .sort();
}

/** The services that read a credential with a key of such a kind. */
function readersOf(isWanted: (kind: string) => boolean): string[] {
  return stack.services
    .filter((service) => stack.credentialsOf(service).some(({ keys }) => Object.values(keys).some(({ kind }) => isWanted(kind))))
    .map(({ name }) => name)
    .sort();
}

async function provisioningJobs(cluster: Cluster): Promise<Job[]> {
  return cluster.api.list<Job>("/apis/batch/v1/namespaces/storage/jobs?labelSelector=app.kubernetes.io/name=postgres-provisioning");
}

/** n8n's Deployment, now or at the moment of another write. */
async function n8n(cluster: Cluster, version?: string): Promise<Deployment | undefined> {
  const moment = version === undefined ? "" : `&resourceVersion=${version}&resourceVersionMatch=Exact`;
  const found = await cluster.api.list<Deployment>(
    `/apis/apps/v1/namespaces/public/deployments?fieldSelector=metadata.name%3Dn8n${moment}`,
  );
  return found[0];
}

type Secrets = Awaited<ReturnType<typeof liveSecrets>>;

function versionsOf(secrets: Secrets): [string, string][] {
  return [...secrets].map(([name, { version }]) => [name, version]);
}

function changedSecrets(before: Secrets, after: Secrets): string[] {
  return [...after].filter(([name, { version }]) => before.get(name)?.version !== version).map(([name]) => name);
}

/** Certificates that the authority of their own namespace has not signed, or whose key is another one's. */
function unverified(secrets: Secrets): string[] {
  const authorities = [...secrets].flatMap(([, { data }]) => (data["ca.crt"] ? [new X509Certificate(data["ca.crt"])] : []));
  const leaves = [...secrets].filter(([, { data }]) => data["tls.crt"] !== undefined);
  expect(leaves.length).toBeGreaterThan(3);
  return leaves
    .filter(([, { data }]) => authorities.some(({ publicKey }) => !new X509Certificate(data["tls.crt"] ?? "").verify(publicKey)))
    .map(([name]) => name);
}
