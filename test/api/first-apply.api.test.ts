import { expect, test } from "@jest/globals";
import { budgetsOf } from "../../charts/model/capacity/budget";
import { footprintOf, jobsAtOneTime, nothing, plus } from "../../charts/model/capacity/footprint";
import type { Job } from "../../charts/model/job";
import { namespaces } from "../../charts/model/network/network";
import { outputsOf } from "../../charts/output/outputs";
import { amount } from "../../cli/cluster/quantity";
import { machines } from "../support/machines";
import { stackOf } from "../support/stack";
import { type LivePod, notAsDeclared, podsOf, scheduledJobs, whyPending } from "./as-declared";
import { changed, objectsOf } from "./cluster";
import { eventually } from "./eventually";
import { endTogether, heldPods, startTogether } from "./held-jobs";
import { describeOnCluster } from "./suite";

const stack = stackOf();
const { dist } = outputsOf(stack, { state: [], released: [] });
const objects = objectsOf(dist);

describeOnCluster("kubectl apply -R -f dist on an empty cluster", (cluster) => {
  test("goes through in one go", async () => {
    const { code, stdout, stderr } = await cluster().apply(dist);
    expect({ code, refused: stderr.split("\n").filter((line) => line !== "" && !line.startsWith("Warning: ")) }).toEqual({
      code: 0,
      refused: [],
    });
    expect(stdout.split("\n").filter((line) => line.endsWith(" created"))).toHaveLength(objects.length);
  });

  test("runs each pod on its machine, binds each claim there, and completes the jobs that run once", async () => {
    await eventually("all is as the model says", 90, () => notAsDeclared(cluster(), stack));
  });

  test.each(machines)("takes of %s what the budget says, as kubectl adds it up", async (machine) => {
    const { stdout } = await cluster().kubectl(["describe", "node", machine]);
    const services = stack.services.filter((service) => service.machine === machine);
    const total = services.map(footprintOf).reduce(plus, nothing);
    expect(allocated(stdout)).toEqual({
      cpu: [total.cpu.millicores, total.cpuLimit.millicores],
      memory: [total.memory.bytes, total.memoryLimit.bytes],
      "ephemeral-storage": [total.disk.bytes, total.disk.bytes],
    });
    expect(budgetsOf(stack).find((budget) => budget.machine.name === machine)?.total.memory.bytes).toBeGreaterThanOrEqual(
      total.memory.bytes,
    );
  });

  test("changes nothing the second time", async () => {
    const before = await cluster().settled(objects);
    const { code, stdout } = await cluster().apply(dist);
    expect({ code, changed: stdout.split("\n").filter((line) => line !== "" && !line.endsWith(" unchanged")) }).toEqual({
      code: 0,
      changed: [],
    });
    expect(changed(before, await cluster().live(objects))).toEqual([]);
  });

  test("can be taken over by server-side apply, as Flux does, without touching a pod", async () => {
    const before = await podsOf(cluster());
    expect(await cluster().apply(dist, "--server-side", "--field-manager=kustomize-controller", "--force-conflicts")).toMatchObject({
      code: 0,
    });
    await cluster().settled(objects);
    expect(uidsOf(await podsOf(cluster()))).toEqual(uidsOf(before));
  });

  test.each(pairsOf(scheduledJobs(stack)))("$names, started by hand, run at one time beside all else", async ({ pair }) => {
    await startTogether(cluster(), pair);
    await eventually("they run on their machines", 60, async () => {
      const pods = await podsOf(cluster());
      return pair.flatMap((job) => {
        const [pod] = heldPods([job], pods);
        if (!pod) return [`${job.name} has no pod`];
        const runs = pod.status.phase === "Running" && pod.spec.nodeName === job.machine;
        return runs ? [] : [`${job.name}, on ${pod.spec.nodeName ?? "no machine"}: ${whyPending(pod)}`];
      });
    });
    await endTogether(cluster(), pair);
  });
});

/** Each job once, two of a namespace at one time, because its quota has room for so many; the largest two first. */
function pairsOf(jobs: readonly Job[]): { names: string; pair: Job[] }[] {
  return namespaces.flatMap((namespace) => {
    const here = jobs
      .filter((job) => job.namespace === namespace)
      .sort((a, b) => footprintOf(b).memory.bytes - footprintOf(a).memory.bytes);
    const pairs = here.flatMap((_, index) => (index % jobsAtOneTime === 0 ? [here.slice(index, index + jobsAtOneTime)] : []));
    return pairs.map((pair) => ({ names: pair.map(({ name }) => name).join(" and "), pair }));
  });
}

function uidsOf(pods: readonly LivePod[]): string[] {
  return pods.map(({ metadata }) => metadata.uid).sort();
}

/** The table "Allocated resources" of kubectl: requests and limits by resource, CPU in thousandths and the rest in bytes. */
function allocated(description: string): Record<string, number[]> {
  const table = description.slice(description.indexOf("Allocated resources:"));
  const rows = [...table.matchAll(/^ {2}(cpu|memory|ephemeral-storage) +(\S+) \(\d+%\) +(\S+) \(\d+%\)/gm)];
  const whole = (resource: string, quantity: string) => Math.round(amount(quantity) * (resource === "cpu" ? 1000 : 1));
  return Object.fromEntries(rows.map(([, resource = "", ...amounts]) => [resource, amounts.map((quantity) => whole(resource, quantity))]));
}
