import type { Construct } from "constructs";
import { KubePriorityClass } from "../../imports/k8s";
import { Job } from "../model/job";
import { Service } from "../model/service";
import type { Workload } from "../model/workload";
import { partOf } from "./labels";

/** Who goes last when a machine runs short: the databases, the edge and DNS before all others, jobs first. */
const classes = {
  "mk360-foundation": { value: 100_000, description: "databases, reverse proxies and DNS: everything else depends on them" },
  "mk360-normal": { value: 10_000, description: "services that people use" },
  "mk360-job": { value: 1_000, description: "jobs, which come again" },
} as const;

export type PriorityClass = keyof typeof classes;

export function priorityOf(workload: Workload): PriorityClass {
  if (workload instanceof Job) return "mk360-job";
  return workload instanceof Service && workload.importance === "foundation" ? "mk360-foundation" : "mk360-normal";
}

export function priorityClasses(scope: Construct): void {
  for (const [name, { value, description }] of Object.entries(classes)) {
    new KubePriorityClass(scope, name, {
      metadata: { name, labels: partOf },
      value,
      description,
      preemptionPolicy: name === "mk360-job" ? "Never" : "PreemptLowerPriority",
    });
  }
}
