import { Job } from "../model/job";
import { Service } from "../model/service";
import type { Workload } from "../model/workload";

/** The kind of object that runs the pods of a workload. */
export type Controller = "Deployment" | "StatefulSet" | "DaemonSet" | "CronJob" | "Job";

export function controllerOf(service: Service): "Deployment" | "StatefulSet" | "DaemonSet";
export function controllerOf(workload: Workload): Controller;
export function controllerOf(workload: Workload): Controller {
  if (workload instanceof Job) return workload.schedule === undefined ? "Job" : "CronJob";
  if (!(workload instanceof Service)) throw new Error(`${workload.name} is neither a service nor a job`);
  if (workload.everyNode) return "DaemonSet";
  return workload.isDatabase ? "StatefulSet" : "Deployment";
}
