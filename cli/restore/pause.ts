import { Refusal } from "../../charts/config/refusal";
import { controllerOf } from "../../charts/kit/controller";
import { selectorOf } from "../../charts/kit/labels";
import type { Job } from "../../charts/model/job";
import type { Service } from "../../charts/model/service";
import type { Stack } from "../../charts/model/stack";
import type { Cluster } from "../cluster/cluster";
import { manager } from "../cluster/ours";
import { terminal } from "../terminal";

/** How many pods it had, for the start; it is there as long as the service stands still. */
const annotation = "mk360.de/replicas-before-restore";
/** Flux leaves alone what bears it, and would start the service half way otherwise. */
const leftAlone = "kustomize.toolkit.fluxcd.io/reconcile";

const look = 1000;
/** Seconds beyond the time that it may take for its stop. */
const toEnd = 120;

interface Scaled {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: { readonly replicas?: number };
  readonly status?: { readonly readyReplicas?: number };
}

interface PodObject {
  readonly metadata: { readonly name: string };
  readonly status?: { readonly phase?: string };
}

/** A service that stands still with all that touches its data, for as long as a restore needs it. */
export class Pause {
  private readonly path: string;
  private readonly jobs: readonly Job[];

  constructor(
    private readonly cluster: Cluster,
    stack: Stack,
    private readonly service: Service,
  ) {
    const { name, namespace } = service;
    this.path = `/apis/apps/v1/namespaces/${namespace.name}/${controllerOf(service) === "StatefulSet" ? "statefulsets" : "deployments"}/${name}`;
    this.jobs = touching(stack, service);
  }

  /** @throws Refusal when one of its jobs is at work: what it writes would be half of the old and half of the new. */
  async refuseWhileJobsWork(): Promise<void> {
    const [name] = Object.keys(selectorOf(""));
    const labelSelector = `${name} in (${this.jobs.map((job) => job.name).join(",")})`;
    for (const namespace of new Set(this.jobs.map((job) => job.namespace.name))) {
      const pods = await this.cluster.list<PodObject>(`/api/v1/namespaces/${namespace}/pods`, { labelSelector });
      const atWork = pods.find(({ status }) => status?.phase === "Pending" || status?.phase === "Running");
      if (!atWork) continue;
      throw new Refusal("mk360 restore", [
        {
          where: `${namespace}/${atWork.metadata.name}`,
          value: "at work",
          allowed: `a time at which no job of ${this.service.name} runs`,
          fix: "wait for its end (mk360 status), then run the same command again",
        },
      ]);
    }
  }

  /** Whether the service stands still already, since a restore that was cut off. */
  async isOn(): Promise<boolean> {
    return (await this.cluster.get<Scaled>(this.path)).metadata.annotations?.[annotation] !== undefined;
  }

  /**
   * Ends when the last pod is gone.
   * @throws Refusal when one is still there long after it was told to end, such as on a machine that is away.
   */
  async begin(): Promise<void> {
    const { metadata, spec } = await this.cluster.get<Scaled>(this.path);
    const replicas = metadata.annotations?.[annotation] ?? `${spec.replicas ?? 1}`;
    await this.cluster.change(this.path, manager, {
      metadata: { annotations: { [annotation]: replicas, [leftAlone]: "disabled" } },
      spec: { replicas: 0 },
    });
    // Behind the mark: cut off in between, the next run knows what to wake.
    for (const job of this.jobs) await this.suspend(job, true);
    const [label] = Object.entries(selectorOf(this.service.name)).map(([name, value]) => `${name}=${value}`);
    const list = () =>
      this.cluster.list<PodObject>(`/api/v1/namespaces/${this.service.namespace.name}/pods`, { labelSelector: label ?? "" });
    // An evicted pod has ended, and stays until somebody removes it.
    const pods = async () => (await list()).filter(({ status }) => status?.phase !== "Failed" && status?.phase !== "Succeeded");
    const limit = Date.now() + (this.service.stopsWithin.seconds + toEnd) * 1000;
    while ((await pods()).length > 0) {
      if (Date.now() > limit) {
        throw new Refusal("mk360 restore", [
          {
            where: `${this.service.namespace.name}/${this.service.name}`,
            value: "a pod that does not end",
            allowed: "a service that stands still",
            fix: "see whether its machine is there (mk360 status), then run the same command again; until then it does not start",
          },
        ]);
      }
      await new Promise((resolve) => setTimeout(resolve, look));
    }
  }

  /** Ends when the service is ready, or says that it is not within `patience` seconds. */
  async end(patience: number): Promise<void> {
    const { metadata } = await this.cluster.get<Scaled>(this.path);
    const replicas = Number(metadata.annotations?.[annotation] ?? 1);
    for (const job of this.jobs) await this.suspend(job, false);
    await this.cluster.change(this.path, manager, {
      metadata: { annotations: { [annotation]: null, [leftAlone]: null } },
      spec: { replicas },
    });
    const limit = Date.now() + patience * 1000;
    while (((await this.cluster.get<Scaled>(this.path)).status?.readyReplicas ?? 0) < replicas) {
      if (Date.now() > limit) {
        terminal.say(`${this.service.name} is not ready after ${patience} s; mk360 status and mk360 explain ${this.service.name} say more`);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, look));
    }
  }

  private async suspend(job: Job, suspend: boolean): Promise<void> {
    const path = cronJobPath(job);
    if (!(await this.cluster.find(path))) return;
    await this.cluster.change(path, manager, {
      metadata: { annotations: { [leftAlone]: suspend ? "disabled" : null } },
      spec: { suspend },
    });
  }
}

/** Every job with a schedule that reads or writes what the service keeps, or calls it. */
function touching(stack: Stack, { name, keeps }: Service): Job[] {
  const databases = new Set(stack.usesOf(stack.service(name)).flatMap(({ grant }) => (grant ? [grant.credential.name] : [])));
  return stack.jobs.filter(
    (job) =>
      job.schedule !== undefined &&
      (job.borrows.some(({ service, volume }) => service === name && volume in keeps) ||
        stack.usesOf(job).some(({ peer }) => peer.kind === "service" && peer.endpoint.service === name) ||
        stack.credentialsOf(job).some((credential) => databases.has(credential.name))),
  );
}

function cronJobPath({ name, namespace }: Job): string {
  return `/apis/batch/v1/namespaces/${namespace.name}/cronjobs/${name}`;
}
