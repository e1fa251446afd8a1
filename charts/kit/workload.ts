import { ApiObject, Cron, Duration } from "cdk8s";
import {
  ConcurrencyPolicy,
  CronJob,
  DaemonSet,
  type DaemonSetProps,
  Deployment,
  DeploymentStrategy,
  Job as KubeJob,
  LabelSelector,
  PercentOrAbsolute,
  StatefulSet,
} from "cdk8s-plus-28";
import type { Construct } from "constructs";
import { Job } from "../model/job";
import type { Service } from "../model/service";
import type { Stack } from "../model/stack";
import type { Workload } from "../model/workload";
import { addressOf } from "./address";
import { controllerOf } from "./controller";
import { hashOf } from "./files";
import { labelsOf, selectorOf } from "./labels";
import { add, patch, remove, replace } from "./patch";
import { finishPod, type Pod, podOf } from "./pod";

/** The controller that runs the workload's pods. */
export function workloadOf(scope: Construct, stack: Stack, workload: Workload): void {
  if (workload instanceof Job) jobOf(scope, stack, workload);
  else serviceOf(scope, stack, workload as Service);
}

function serviceOf(scope: Construct, stack: Stack, service: Service): void {
  const pod = podOf(scope, stack, service);
  const address = addressOf(scope, stack.config, service);
  const common = {
    ...pod.props,
    metadata: { name: service.name, labels: labelsOf(service) },
    podMetadata: { labels: pod.podLabels, annotations: pod.podAnnotations },
    select: false,
    replicas: 1,
  };
  const kind = controllerOf(service);
  if (kind === "DaemonSet") {
    daemonOf(scope, stack, service, common);
    return;
  }
  const controller =
    kind === "StatefulSet"
      ? new StatefulSet(scope, service.name, { ...common, service: address })
      : new Deployment(scope, service.name, {
          ...common,
          strategy: strategyOf(service),
          progressDeadline: Duration.seconds(deadlineOf(service)),
        });
  // A StatefulSet adds its path hash to the selector of its Service, where no pod would be found any more.
  if (controller instanceof StatefulSet) patch(ApiObject.of(address), remove("/spec/selector/cdk8s.io~1metadata.addr"));
  controller.select(LabelSelector.of({ labels: selectorOf(service.name) }));
  const object = ApiObject.of(controller);
  finishPod(object, "/spec/template", stack, service);
  patch(object, add("/spec/revisionHistoryLimit", 3));
}

/** One pod on each node of the machine's kind. */
function daemonOf(
  scope: Construct,
  stack: Stack,
  service: Service,
  { replicas: _, ...common }: DaemonSetProps & { replicas: number },
): void {
  const daemon = new DaemonSet(scope, service.name, common);
  daemon.select(LabelSelector.of({ labels: selectorOf(service.name) }));
  const object = ApiObject.of(daemon);
  finishPod(object, "/spec/template", stack, service);
  patch(object, add("/spec/revisionHistoryLimit", 3));
}

/** Two pods at one time would write the same files or want the same host port. */
function strategyOf(service: Service): DeploymentStrategy {
  const alone = service.hasState || service.borrows.length > 0 || service.hostPorts.length > 0;
  if (alone) return DeploymentStrategy.recreate();
  return DeploymentStrategy.rollingUpdate({ maxSurge: PercentOrAbsolute.absolute(1), maxUnavailable: PercentOrAbsolute.absolute(0) });
}

/** A roll-out counts as failed a while after its longest start. */
function deadlineOf({ main }: Service): number {
  return (main.health?.startsWithin.seconds ?? 0) + 300;
}

function jobOf(scope: Construct, stack: Stack, job: Job): void {
  const pod = podOf(scope, stack, job);
  const common = {
    ...pod.props,
    metadata: { name: job.name, labels: labelsOf(job) },
    podMetadata: { labels: pod.podLabels, annotations: pod.podAnnotations },
    select: false,
    backoffLimit: job.retries,
    activeDeadline: Duration.seconds(job.endsWithin.seconds),
  };
  if (job.schedule === undefined) runOnce(stack, new KubeJob(scope, job.name, common), pod, job);
  else {
    const cronJob = new CronJob(scope, job.name, {
      ...common,
      schedule: new Cron(cronFields(job.schedule.cron)),
      timeZone: stack.config.timeZone,
      concurrencyPolicy: ConcurrencyPolicy.FORBID,
      // A machine that was off at the hour makes up for it when it is back, for as long as the run itself may take.
      startingDeadline: Duration.seconds(job.endsWithin.seconds),
      successfulJobsRetained: 3,
      failedJobsRetained: 3,
    });
    finishPod(ApiObject.of(cronJob), "/spec/jobTemplate/spec/template", stack, job);
  }
}

/** The template of a Job cannot be changed, so a changed one is a new object: its name carries a hash of its content. */
function runOnce(stack: Stack, kubeJob: KubeJob, { filesHash }: Pod, job: Job): void {
  const object = ApiObject.of(kubeJob);
  finishPod(object, "/spec/template", stack, job);
  const content = hashOf(JSON.stringify([object.toJson().spec, filesHash])).slice(0, 8);
  patch(object, replace("/metadata/name", `${job.name}-${content}`));
}

function cronFields(expression: string): { minute: string; hour: string; day: string; month: string; weekDay: string } {
  const [minute = "*", hour = "*", day = "*", month = "*", weekDay = "*"] = expression.split(" ");
  return { minute, hour, day, month, weekDay };
}
