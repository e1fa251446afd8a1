import { Cpu } from "../../values/cpu";
import { mebi, Size } from "../../values/size";
import type { Namespace } from "../network/network";
import type { Stack } from "../stack";
import { type StateObject, stateOf } from "../storage/state";
import { type Footprint, footprintOf, larger, nothing, plus, roomForJobs } from "./footprint";

/** What a namespace may take at most, and what a container gets that says nothing. */
export interface Quota {
  readonly hard: Readonly<Record<string, string>>;
  readonly containerRequest: Readonly<Record<string, string>>;
  readonly containerLimit: Readonly<Record<string, string>>;
  readonly largestContainer: Readonly<Record<string, string>>;
}

/** A pod that someone starts by hand to look around. */
const guest = { cpu: "10m", memory: "32Mi", "ephemeral-storage": "64Mi" };

/** The claims of what is parked stay, so they count too. Services, the largest jobs at one time, and one pod more for an update that starts the new before it stops the old. */
export function quotaOf(stack: Stack, namespace: Namespace, parked: readonly StateObject[] = []): Quota {
  const here = stack.workloads.filter((workload) => workload.namespace === namespace);
  const jobs = stack.jobs.filter((job) => job.namespace === namespace);
  const services = stack.services.filter((service) => service.namespace === namespace);
  const running = services.map(footprintOf).reduce(plus, nothing);
  const surge = services.map(footprintOf).reduce(larger, nothing);
  const total = [running, roomForJobs(jobs), surge].reduce(plus, nothing);
  const claims = [...stateOf(stack), ...parked].filter((state) => state.namespace === namespace.name);
  const limits = here.flatMap(({ programs }) => programs.map(({ memory }) => memory.limit));
  return {
    hard: {
      ...amounts(total),
      pods: `${services.length + 1 + jobs.length}`,
      persistentvolumeclaims: `${claims.length}`,
      "requests.storage": `${Size.sum(claims.map(({ size }) => Size.parse(size)))}`,
      "services.loadbalancers": "0",
      "services.nodeports": "0",
    },
    containerRequest: guest,
    containerLimit: { memory: "64Mi", "ephemeral-storage": "128Mi" },
    largestContainer: { memory: `${limits.reduce((most, limit) => (limit.isMoreThan(most) ? limit : most), mebi(64))}` },
  };
}

function amounts({ cpu, memory, memoryLimit, disk }: Footprint): Record<string, string> {
  return {
    "requests.cpu": `${cpu.isMoreThan(Cpu.milli(0)) ? cpu : Cpu.milli(10)}`,
    "requests.memory": `${memory}`,
    "limits.memory": `${memoryLimit}`,
    "limits.ephemeral-storage": `${disk}`,
  };
}
