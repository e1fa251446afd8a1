import { afterAll, expect, test } from "@jest/globals";
import { notAsDeclared, podsOf } from "../api/as-declared";
import type { LiveObject } from "../api/cluster";
import { eventually } from "../api/eventually";
import { describeOnCluster } from "../api/suite";
import { type Flux, isReady, whyNotReady, wordsOf } from "./flux";
import { fluxPrograms } from "./programs";
import { edited } from "./repository";
import { follow, objects, outputs, secrets, stack } from "./whole-stack";

describeOnCluster(
  "Flux on a cluster that kubectl filled, with a NAS that goes away",
  (cluster) => {
    let flux: Flux;
    let files: ReadonlyMap<string, string>;
    afterAll(() => flux?.stop());

    test("takes everything over without touching a pod", async () => {
      expect(await cluster().apply(outputs.dist)).toMatchObject({ code: 0 });
      for (const secret of secrets)
        await cluster().api.create(await cluster().collectionOf("v1", "Secret", secret.metadata.namespace), secret);
      await eventually("all is as the model says", 90, () => notAsDeclared(cluster(), stack));
      const before = await uids();

      ({ flux, files } = await follow(cluster()));
      await flux.ready(await flux.source.push(files));
      await cluster().settled(objects);
      expect(await uids()).toEqual(before);
      expect(await notAsDeclared(cluster(), stack)).toEqual([]);
    });

    test("owns what kubectl wrote, so that a later commit can take it away", async () => {
      const n8n = objects.filter(({ kind, metadata }) => kind === "Deployment" && metadata.name === "n8n");
      const limits = async () =>
        [...(await cluster().live(n8n)).values()].map(({ spec }) => (spec as { revisionHistoryLimit?: number }).revisionHistoryLimit);
      expect(await limits()).toEqual([3]);
      const without = edited(files, "dist/20-apps/n8n.yaml", (text) => text.replace(/^ {2}revisionHistoryLimit: 3\n/m, ""));
      await flux.ready(await flux.source.push(without));
      // What Kubernetes takes when nobody says anything.
      expect(await limits()).toEqual([10]);
      await flux.ready(await flux.source.push(files));
      expect(await managersOf(cluster().live(objects))).not.toContain("kubectl-client-side-apply");
    });

    test("leaves room for the owner to apply dist by hand once more", async () => {
      const before = await uids();
      const { code, stderr } = await cluster().apply(outputs.dist);
      expect({ code, refused: stderr.split("\n").filter((line) => line !== "" && !line.startsWith("Warning: ")) }).toEqual({
        code: 0,
        refused: [],
      });
      await flux.again();
      await cluster().settled(objects);
      expect(await uids()).toEqual(before);
    });

    test("brings a commit to everything but the NAS while that is away, and says so", async () => {
      cluster().silence("nas");
      await eventually("Kubernetes takes the NAS for dead", 150, async () => {
        const pods = (await podsOf(cluster())).filter(({ spec, status }) => spec.nodeName === "nas" && status.phase === "Running");
        return pods
          .filter(({ status }) => status.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True"))
          .map(({ metadata }) => metadata.name);
      });
      // The owner's quarter of an hour, and two minutes until the next try, are too long for a test.
      await flux.change("mk360-home", { timeout: "15s", retryInterval: "5s" });
      const commit = edited(files, "dist/30-home/adguard.yaml", (text) => text.replace("replicas: 1", "replicas: 1\n  minReadySeconds: 1"));
      const revision = await flux.source.push(commit);
      const states = async () =>
        Object.fromEntries((await flux.kustomizations()).map((one) => [one.metadata.name, whyNotReady(one, revision).length === 0]));
      await eventually("mk360-home says what it waits for", 90, async () => {
        const home = await flux.kustomization("mk360-home");
        const says = wordsOf(home).startsWith("HealthCheckFailed") && home.status?.lastAttemptedRevision === revision;
        return says ? [] : [wordsOf(home)];
      });
      expect(await states()).toEqual({
        "mk360-foundation": true,
        "mk360-secrets": true,
        "mk360-storage": true,
        "mk360-apps": true,
        "mk360-home": false,
        "mk360-backup": true,
      });
      expect(wordsOf(await flux.kustomization("mk360-home"))).toMatch(/home\/adguard/);
    });

    test("is whole again when the NAS is back", async () => {
      cluster().wake("nas");
      await eventually("mk360-home is ready", 150, async () => {
        const home = await flux.kustomization("mk360-home");
        return isReady(home) ? [] : [wordsOf(home)];
      });
      await eventually("all is as the model says", 60, () => notAsDeclared(cluster(), stack));
    });

    async function uids(): Promise<string[]> {
      return (await podsOf(cluster())).map(({ metadata }) => metadata.uid).sort();
    }
  },
  { programs: fluxPrograms() },
);

async function managersOf(live: Promise<ReadonlyMap<string, LiveObject>>): Promise<string[]> {
  const managers = [...(await live).values()].flatMap(({ metadata }) => metadata.managedFields as { readonly manager: string }[]);
  return [...new Set(managers.map(({ manager }) => manager))];
}
