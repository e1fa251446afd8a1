import { expect, test } from "@jest/globals";
import type { Config } from "../../charts/config/schema";
import { type Budget, budgetsOf, type Capacity, capacityOf } from "../../charts/model/capacity/budget";
import { type Footprint, footprintOf, jobsAtOneTime } from "../../charts/model/capacity/footprint";
import { fits } from "../../charts/model/capacity/shortage";
import type { Job } from "../../charts/model/job";
import { outputsOf } from "../../charts/output/outputs";
import { milli } from "../../charts/values/cpu";
import { mebi } from "../../charts/values/size";
import { type MachineName, machineOf, machines, withMachine } from "../support/machines";
import { refusalOf } from "../support/refusals";
import { shippedConfig, stackOf } from "../support/stack";
import { notAsDeclared, podsOf, scheduledJobs, whyPending } from "./as-declared";
import type { Cluster } from "./cluster";
import { eventually } from "./eventually";
import { guestPod } from "./guest";
import { endTogether, heldPods, startTogether } from "./held-jobs";
import { allocatableOf } from "./nodes";
import { describeOnCluster } from "./suite";

const stack = stackOf();
const { dist } = outputsOf(stack, { state: [], released: [] });
const noLock = { state: [], released: [] };

/** A resource of which a machine can have exactly enough, or the smallest step that config.yaml can name too little. */
interface Resource {
  readonly name: "memory" | "cpu";
  /** In the words of the refusal. */
  readonly called: string;
  readonly of: (footprint: Footprint) => number;
  readonly left: (capacity: Capacity, budget: Budget, missing: number) => Capacity;
}

const resources: readonly Resource[] = [
  {
    name: "memory",
    called: "memory requests",
    of: ({ memory }) => memory.bytes,
    left: (capacity, { total }, missing) => ({ ...capacity, memory: total.memory.minus(mebi(missing)) }),
  },
  {
    name: "cpu",
    called: "CPU requests",
    of: ({ cpu }) => cpu.millicores,
    left: (capacity, { total }, missing) => ({ ...capacity, cpu: total.cpu.minus(milli(missing)) }),
  },
];

describeOnCluster("a machine that has exactly what the stack asks for", (cluster) => {
  test("runs it all beside k3s and Flux", async () => {
    for (const {
      machine: { name: machine },
      rows,
    } of budgetsOf(stack)) {
      const addOns = rows.find(({ name }) => name === "k3s and Flux");
      if (!addOns) continue;
      const { cpu, memory, memoryLimit, disk } = addOns.footprint;
      const wish = { cpu: cpu.millicores, memory: memory.bytes, memoryLimit: memoryLimit.bytes, disk: disk.bytes };
      await cluster().api.create("/api/v1/namespaces/kube-system/pods", guestPod(`add-ons-${machine}`, wish, { machine }));
    }
    expect((await cluster().apply(dist)).code).toBe(0);
    await eventually("all is as the model says", 90, async () =>
      (await notAsDeclared(cluster(), stack)).filter((fault) => !fault.includes("add-ons")),
    );
  });

  for (const machine of machines) {
    for (const resource of resources) {
      test(`${resource.name} of ${machine}: where synth refuses, a pod waits; where synth accepts, it runs`, async () => {
        const enough = stackOf(configFor(machine, resource, 0));
        const tooLittle = stackOf(configFor(machine, resource, 1));
        const jobs = largestJobs(machine, resource);

        expect(fits(tooLittle)).toBe(false);
        expect(refusalOf(() => outputsOf(tooLittle, noLock))).toContain(`${resource.called} on ${machine}`);
        await giveNode(cluster(), machine, tooLittle.config);
        await startTogether(cluster(), jobs);
        await eventually("all but one run, and that one lacks what synth says", 60, async () => {
          const pods = await podsOf(cluster());
          const waiting = pods.filter(({ status }) => status.phase === "Pending");
          const started = heldPods(jobs, pods);
          if (started.length < jobs.length) return [`${started.length} of ${jobs.length} have a pod`];
          if (waiting.length !== 1) return [`${waiting.length} pods wait`];
          return waiting.map(whyPending).filter((why) => !why.includes(`Insufficient ${resource.name}`));
        });

        expect(outputsOf(enough, noLock).dist).toEqual(dist);
        await giveNode(cluster(), machine, enough.config);
        await eventually("all run", 60, async () =>
          (await podsOf(cluster()))
            .filter(({ status }) => status.phase === "Pending")
            .map((pod) => `${pod.metadata.name}: ${whyPending(pod)}`),
        );

        await endTogether(cluster(), jobs);
        await giveNode(cluster(), machine, shippedConfig);
      });
    }
  }
});

/** The configuration of the stack with a larger reserve, so that of one resource exactly so much is missing. */
function configFor(machine: MachineName, resource: Resource, missing: number): Config {
  const budget = budgetsOf(stack).find((found) => found.machine.name === machine);
  if (!budget) throw new Error(`there is no budget of ${machine}`);
  const { reserve } = shippedConfig.machines[machine];
  const has = capacityOf(machineOf(machine));
  const wanted = resource.left(has, budget, missing);
  const changed = {
    // Limits have a ceiling of their own, which moves with the memory and is not in question here.
    memoryOvercommit: 100,
    reserve: {
      ...reserve,
      memory: reserve.memory.plus(has.memory).minus(wanted.memory),
      cpuCores: reserve.cpuCores.plus(has.cpu).minus(wanted.cpu),
    },
  };
  return { ...stack.config, ...withMachine(machine, changed) };
}

/** The budget's row of jobs: as many of the largest as run at one time. */
function largestJobs(machine: MachineName, { of }: Resource): Job[] {
  return scheduledJobs(stack)
    .filter((job) => job.machine === machine)
    .sort((a, b) => of(footprintOf(b)) - of(footprintOf(a)))
    .slice(0, jobsAtOneTime);
}

async function giveNode(cluster: Cluster, machine: MachineName, config: Config): Promise<void> {
  const allocatable = allocatableOf(capacityOf(machineOf(machine, config)));
  await cluster.api.merge(`/api/v1/nodes/${machine}/status`, { status: { allocatable, capacity: allocatable } });
}
