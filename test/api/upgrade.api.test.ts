import { expect, test } from "@jest/globals";
import { partOf } from "../../charts/kit/labels";
import type { KubeObject } from "../../charts/kit/manifest";
import { namespaces, type Phase } from "../../charts/model/network/network";
import type { Service } from "../../charts/model/service";
import type { StateObject } from "../../charts/model/storage/state";
import { type Outputs, outputsOf } from "../../charts/output/outputs";
import { stackOf } from "../support/stack";
import { notAsDeclared, podsFor, podsOf } from "./as-declared";
import { type Cluster, type LiveObject, nameOf, objectsOf } from "./cluster";
import { eventually } from "./eventually";
import { describeOnCluster } from "./suite";

/** As the owner goes through the plan, and back to the beginning. Each step knows the state of the one before it. */
const path: readonly Phase[] = [1, 2, 3, 1];
const steps = stepsOf(path);
const everything = [...new Map(steps.flatMap(({ objects }) => objects.map((object) => [kindOf(object), object]))).values()];

describeOnCluster(`phase ${path.join(" to ")}, with kubectl apply and pruning`, (cluster) => {
  test("begins with phase 1 and secrets made by hand", async () => {
    await stepTo(cluster(), 0);
    for (const { name } of namespaces) {
      const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "by-hand" }, stringData: { password: "kept" } };
      await cluster().api.create(`/api/v1/namespaces/${name}/secrets`, secret);
    }
  });

  test.each(path.slice(1).map((phase, index) => [path[index] ?? phase, phase, index + 1] as const))(
    "from %s to %s nothing that holds data or secrets is touched",
    async (_from, _to, index) => {
      const before = await holders(cluster());
      const podsBefore = await podsOf(cluster());
      await stepTo(cluster(), index);

      const after = await holders(cluster());
      expect([...before].filter(([name, uid]) => after.get(name) !== uid)).toEqual([]);

      const podsAfter = await podsOf(cluster());
      const uidOf = (service: Service, pods: typeof podsAfter) => podsFor(service, pods).map(({ metadata }) => metadata.uid);
      const restarted = sameInBoth(index).filter((service) => uidOf(service, podsBefore).join() !== uidOf(service, podsAfter).join());
      expect(restarted.map(({ name }) => name)).toEqual([]);
    },
  );

  test("leaves no object of a phase that is over, but for what Flux must never prune", async () => {
    const wanted = new Set(steps.at(-1)?.objects.map(nameOf));
    const found = await Promise.all(everything.map(({ apiVersion, kind }) => labelled(cluster(), apiVersion, kind)));
    const left = found.flat().filter((object) => !wanted.has(nameOf(object)) && !isGuarded(object) && !isOwned(object));
    expect(left.map(nameOf)).toEqual([]);
  });
});

interface Step extends Outputs {
  readonly stack: ReturnType<typeof stackOf>;
  readonly objects: readonly KubeObject[];
}

function stepsOf(phases: readonly Phase[]): Step[] {
  let state: readonly StateObject[] = [];
  return phases.map((phase) => {
    const stack = stackOf({ phase });
    const outputs = outputsOf(stack, { state, released: [] });
    state = outputs.state;
    return { ...outputs, stack, objects: objectsOf(outputs.dist) };
  });
}

/** Applies a step and prunes what left dist, as Flux does; then waits until the cluster is as that step's model says. */
async function stepTo(cluster: Cluster, index: number): Promise<void> {
  const { stack, dist, objects } = at(index);
  const { code, stderr } = await cluster.apply(dist);
  expect({ code, refused: stderr.split("\n").filter((line) => line !== "" && !line.startsWith("Warning: ")) }).toEqual({
    code: 0,
    refused: [],
  });
  const names = new Set(objects.map(nameOf));
  const gone = index === 0 ? [] : at(index - 1).objects.filter((object) => !names.has(nameOf(object)));
  const live = await cluster.live(gone);
  for (const object of live.values()) if (!isGuarded(object)) await cluster.api.remove(await cluster.pathOf(object));
  await eventually(`all is as phase ${path[index]} says`, 150, () => notAsDeclared(cluster, stack));
}

/** The services whose whole manifest is the same before and after a step. */
function sameInBoth(index: number): Service[] {
  const [before, after] = [at(index - 1), at(index)];
  return after.stack.services.filter(({ name }) => {
    const file = [...after.dist.keys()].find((key) => key.endsWith(`/${name}.yaml`)) ?? "";
    return before.dist.get(file) === after.dist.get(file);
  });
}

/** The uid of everything that holds data or secrets: a new uid would be a new, empty object. */
async function holders(cluster: Cluster): Promise<Map<string, string>> {
  const kinds = ["persistentvolumeclaims", "persistentvolumes", "secrets"];
  const lists = await Promise.all(kinds.map((kind) => cluster.api.list<LiveObject>(`/api/v1/${kind}`)));
  return new Map(
    lists.flatMap((list, index) =>
      list.map(({ metadata }) => [`${kinds[index]} ${metadata.namespace ?? ""}/${metadata.name}`, metadata.uid]),
    ),
  );
}

async function labelled(cluster: Cluster, apiVersion: string, kind: string): Promise<LiveObject[]> {
  const selector = Object.entries(partOf).map(([label, value]) => `${label}=${value}`);
  const found = await cluster.api.list<LiveObject>(
    `${await cluster.collectionOf(apiVersion, kind)}?labelSelector=${encodeURIComponent(selector.join())}`,
  );
  // A list leaves out what all its items have in common.
  return found.map((object) => ({ ...object, apiVersion, kind }));
}

/** Flux's own word for it. */
function isGuarded({ metadata }: LiveObject): boolean {
  return metadata.annotations?.["kustomize.toolkit.fluxcd.io/prune"] === "disabled";
}

/** What a controller made of an object of ours bears its labels as well. */
function isOwned({ metadata }: LiveObject): boolean {
  return Array.isArray(metadata.ownerReferences) && metadata.ownerReferences.length > 0;
}

function kindOf({ apiVersion, kind }: KubeObject): string {
  return `${apiVersion} ${kind}`;
}

function at(index: number): Step {
  const step = steps[index];
  if (!step) throw new Error(`there is no step ${index}`);
  return step;
}
