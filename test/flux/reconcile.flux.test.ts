import { afterAll, expect, test } from "@jest/globals";
import { notAsDeclared } from "../api/as-declared";
import { changed, type LiveObject, nameOf, objectsOf } from "../api/cluster";
import { eventually } from "../api/eventually";
import { describeOnCluster } from "../api/suite";
import { stackOf } from "../support/stack";
import { type Flux, type Kustomization, whyNotReady, wordsOf } from "./flux";
import { fluxPrograms } from "./programs";
import { edited, outputsAfter, repositoryOf } from "./repository";
import { type ClearSecret, encrypted, newAgeKey, pathOfSecret } from "./sops";
import { follow, objects, outputs, secrets, stack } from "./whole-stack";

/** Who waits for whom, as the README has it. */
const before: Readonly<Record<string, string>> = {
  "mk360-secrets": "mk360-foundation",
  "mk360-storage": "mk360-secrets",
  "mk360-apps": "mk360-storage",
  "mk360-home": "mk360-secrets",
  "mk360-backup": "mk360-secrets",
};

describeOnCluster(
  "Flux on an empty cluster",
  (cluster) => {
    let flux: Flux;
    let files: ReadonlyMap<string, string>;
    afterAll(() => flux?.stop());

    test("brings a commit to the cluster, each part after those that it needs", async () => {
      ({ flux, files } = await follow(cluster()));
      const revision = await flux.source.push(files);
      const tooEarly = new Set<string>();
      await eventually("Flux has applied the first commit", 150, async () => {
        const now = await flux.kustomizations();
        for (const name of startedTooEarly(now, revision)) tooEarly.add(name);
        return now.flatMap((one) => whyNotReady(one, revision));
      });
      expect([...tooEarly]).toEqual([]);
      expect((await flux.kustomizations()).map(({ metadata }) => metadata.name).sort()).toEqual(
        ["mk360-foundation", ...Object.keys(before)].sort(),
      );
    });

    test("runs everything as the model says", async () => {
      await eventually("all is as the model says", 60, () => notAsDeclared(cluster(), stack));
    });

    test("takes dist and the Secrets, and nothing else of the repository", async () => {
      const [revision = ""] = (await flux.kustomizations()).map(({ status }) => status?.lastAppliedRevision);
      const handed = flux.source.filesOf(revision);
      expect(handed.filter((path) => !path.startsWith("dist/") && !path.startsWith("secrets/cluster/"))).toEqual([]);
      expect(handed).toHaveLength(outputs.dist.size + secrets.length);
    });

    test("decrypts every Secret", async () => {
      expect(await clearIn(cluster().live(secrets))).toEqual(secrets.map(wordsOfSecret).sort());
    });

    test("changes nothing when it looks at the same commit again", async () => {
      const settled = await cluster().settled([...objects, ...secrets]);
      await flux.again();
      expect(changed(settled, await cluster().live([...objects, ...secrets]))).toEqual([]);
    });

    test("undoes what someone changed by hand", async () => {
      const specs = await specsIn(cluster().live(objects));
      const commands = [
        "-n public scale deployment n8n --replicas=0",
        "-n public set image deployment/gotenberg *=example.com/strange:1",
        "-n storage delete networkpolicy postgres-ingress",
        '-n public patch networkpolicy default-deny --type=merge -p {"spec":{"ingress":[{}]}}',
        "-n public delete deployment tika",
        "label namespace public pod-security.kubernetes.io/enforce=privileged --overwrite",
      ];
      for (const command of commands) expect(await cluster().kubectl(command.split(" "))).toMatchObject({ code: 0 });
      expect(await specsIn(cluster().live(objects))).not.toEqual(specs);
      await flux.again();
      expect(await specsIn(cluster().live(objects))).toEqual(specs);
    });

    test("removes a service that is switched off, and keeps its claims with their volumes", async () => {
      const off = ["monica", "roundcube", "dovecot"];
      const less = stackOf({ off });
      const parked = outputs.state.filter(({ service }) => !less.services.some(({ name }) => name === service));
      expect(parked.map(({ class: kept }) => kept)).toEqual(expect.arrayContaining(["hot", "home", "bulk"]));
      const held = await boundTo(cluster().live(parked.map(claimOf)));

      const next = outputsAfter(outputs.state, less);
      const wanted = new Set(objectsOf(next.dist).map(nameOf));
      await flux.ready(await flux.source.push(repositoryOf(next, secretFiles(files))));
      const volumes = new Set(
        parked.filter(({ class: kept }) => kept === "bulk").map(({ namespace, name }) => `PersistentVolume ${namespace}-${name}`),
      );
      const left = [...(await cluster().live(objects)).keys()].filter((name) => !wanted.has(name) && !volumes.has(name));
      expect(left).toEqual([]);
      await eventually("all is as the smaller model says", 60, () => notAsDeclared(cluster(), less));
      expect(await boundTo(cluster().live(parked.map(claimOf)))).toEqual(held);

      await flux.ready(await flux.source.push(files));
      await eventually("all is as the whole model says", 60, () => notAsDeclared(cluster(), stack));
      expect(await boundTo(cluster().live(parked.map(claimOf)))).toEqual(held);
    });

    const n8n = "dist/20-apps/n8n.yaml";
    test.each([
      {
        what: "YAML that does not parse",
        broken: "mk360-apps",
        says: /BuildFailed: .*monica\.yaml/,
        edit: (good: typeof files) => edited(good, "dist/20-apps/monica.yaml", (text) => text.replace("kind: Service", "kind: [Service")),
      },
      {
        what: "a field that the API server refuses",
        broken: "mk360-apps",
        says: /ReconciliationFailed: Deployment\/public-root\/monica .*invalid.*replicas/s,
        edit: (good: typeof files) => edited(good, "dist/20-apps/monica.yaml", (text) => text.replace("replicas: 1", "replicas: -1")),
      },
      {
        what: "a claim of another size",
        broken: "mk360-apps",
        says: /ReconciliationFailed: PersistentVolumeClaim\/public-root\/monica-storage .*(immutable|forbidden)/is,
        edit: (good: typeof files) => edited(good, "dist/20-apps/monica.yaml", (text) => text.replace("storage: 3Gi", "storage: 2Gi")),
      },
    ])("reports $what, and keeps the last good state", async ({ broken, says, edit }) => {
      const good = await cluster().settled([...objects, ...secrets]);
      // A change that is good by itself must not come to half of a commit.
      const revision = await flux.source.push(
        edited(edit(files), n8n, (text) => text.replace("revisionHistoryLimit", "minReadySeconds: 1\n  revisionHistoryLimit")),
      );
      await eventually(`${broken} says what is wrong`, 60, async () => {
        const one = await flux.kustomization(broken);
        return says.test(wordsOf(one)) && one.status?.lastAttemptedRevision === revision ? [] : [wordsOf(one)];
      });
      expect(changed(good, await cluster().live([...objects, ...secrets]))).toEqual([]);
      expect(await notAsDeclared(cluster(), stack)).toEqual([]);
      await flux.ready(await flux.source.push(files));
    });

    test("reports a Secret that it cannot open, and goes no further", async () => {
      const good = await cluster().settled([...objects, ...secrets]);
      const [first] = secrets as [ClearSecret];
      const foreign = await encrypted([first], newAgeKey(), `${cluster().root}/clear`);
      await flux.source.push(new Map([...files, ...foreign]));
      await eventually("mk360-secrets says which", 60, async () => {
        const words = wordsOf(await flux.kustomization("mk360-secrets"));
        return words.startsWith("BuildFailed") && words.includes(pathOfSecret(first).split("/").at(-1)?.replace(".yaml", "") ?? "")
          ? []
          : [words];
      });
      expect(changed(good, await cluster().live([...objects, ...secrets]))).toEqual([]);
      await flux.ready(await flux.source.push(files));
    });
  },
  { programs: fluxPrograms() },
);

/** Those that have begun with a revision while another, which they need, had not finished with it. */
function startedTooEarly(now: readonly Kustomization[], revision: string): string[] {
  const done = new Set(now.filter((one) => whyNotReady(one, revision).length === 0).map(({ metadata }) => metadata.name));
  return now
    .map(({ metadata, status }) => ({ name: metadata.name, began: status?.lastAttemptedRevision === revision }))
    .filter(({ name, began }) => began && before[name] !== undefined && !done.has(before[name]))
    .map(({ name }) => `${name} before ${before[name]}`);
}

function secretFiles(files: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...files].filter(([path]) => path.startsWith("secrets/cluster/")));
}

function wordsOfSecret({ metadata, stringData }: ClearSecret): string {
  return JSON.stringify([metadata.namespace, metadata.name, Object.entries(stringData).sort()]);
}

async function clearIn(live: Promise<ReadonlyMap<string, LiveObject>>): Promise<string[]> {
  return [...(await live).values()]
    .map((object) => {
      const data = Object.entries(object.data as Record<string, string>);
      const stringData = Object.fromEntries(data.map(([name, value]) => [name, Buffer.from(value, "base64").toString("utf8")]));
      return wordsOfSecret({ ...object, stringData });
    })
    .sort();
}

/** What each object is to be: all of it that no controller writes. */
async function specsIn(live: Promise<ReadonlyMap<string, LiveObject>>): Promise<Record<string, unknown>> {
  return Object.fromEntries([...(await live)].map(([name, { spec, data, metadata }]) => [name, { spec, data, labels: metadata.labels }]));
}

function claimOf({ namespace, name }: { readonly namespace: string; readonly name: string }) {
  return { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { namespace, name } };
}

/** Which claim, by its uid, holds which volume. */
async function boundTo(live: Promise<ReadonlyMap<string, LiveObject>>): Promise<Record<string, unknown>> {
  return Object.fromEntries(
    [...(await live)].map(([name, { metadata, spec, status }]) => [
      name,
      { uid: metadata.uid, volume: (spec as { volumeName?: string }).volumeName, phase: (status as { phase?: string }).phase },
    ]),
  );
}
