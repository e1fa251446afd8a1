import { Refusal } from "../../charts/config/refusal";
import { selectorOf } from "../../charts/kit/labels";
import { type KubeObject, manifest } from "../../charts/kit/manifest";
import { workloadOf } from "../../charts/kit/workload";
import type { Job } from "../../charts/model/job";
import type { Stack } from "../../charts/model/stack";
import type { Cluster, ClusterOptions } from "../cluster/cluster";
import { jobComplete } from "../cluster/job";
import { printedBy } from "../cluster/kubectl";
import { manager } from "../cluster/ours";

/** Who made these objects: nobody takes them for a part of dist, and a forgotten one goes by itself. */
const made = { "app.kubernetes.io/managed-by": manager };
const keptForSeconds = 86_400;

interface PodObject {
  readonly status?: {
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

interface ContainerStatus {
  readonly name: string;
  readonly state?: { readonly terminated?: { readonly exitCode: number } };
}

/** A step of a restore: one pod that runs to its end in the cluster, with the rights of the service's daily backup. */
export class Step {
  private readonly objects: readonly KubeObject[];

  /** @param backup the job whose network policies let the pod out: it asks for nothing more. */
  constructor(
    private readonly cluster: Cluster,
    private readonly where: ClusterOptions,
    stack: Stack,
    readonly job: Job,
    backup: string,
    annotations: Readonly<Record<string, string>> = {},
  ) {
    this.objects = stepObjects(stack, job, backup, annotations);
  }

  get path(): string {
    return `/apis/batch/v1/namespaces/${this.job.namespace.name}/jobs/${this.job.name}`;
  }

  /**
   * Runs it anew and gives what its main program printed.
   * @throws Refusal with the last words of the program that failed.
   */
  async run(patience: number): Promise<string> {
    await this.remove();
    for (const object of this.objects) await this.cluster.apply(pathOf(object), manager, object);
    return this.ended(patience);
  }

  /** Waits for the end of one that is there. */
  async ended(patience: number): Promise<string> {
    const { name, namespace, main } = this.job;
    try {
      await jobComplete(this.cluster, namespace.name, name, patience);
    } catch (error) {
      throw error instanceof Refusal ? await this.withLastWords(error) : error;
    }
    return printedBy({ namespace: namespace.name, job: name, container: main.name }, this.where);
  }

  async remove(): Promise<void> {
    for (const object of this.objects) await this.cluster.remove(pathOf(object));
  }

  private async withLastWords(error: Refusal): Promise<Refusal> {
    const { name, namespace } = this.job;
    const pods = await this.cluster.list<PodObject>(`/api/v1/namespaces/${namespace.name}/pods`, {
      labelSelector: `batch.kubernetes.io/job-name=${name}`,
    });
    const containers = pods.flatMap(({ status }) => [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]);
    const failed = containers.find(({ state }) => (state?.terminated?.exitCode ?? 0) !== 0);
    if (!failed) return error;
    const printed = await printedBy({ namespace: namespace.name, job: name, container: failed.name }, this.where);
    const value = printed.trimEnd().split("\n").at(-1) ?? "";
    return new Refusal(error.source, [
      { where: `job ${namespace.name}/${name}, ${failed.name}`, value, allowed: "a pod that ends well", fix: fixOf(error) },
    ]);
  }
}

/** The job and the files that its programs read. */
export function stepObjects(
  stack: Stack,
  job: Job,
  backup: string,
  annotations: Readonly<Record<string, string>> = {},
): readonly KubeObject[] {
  const { objects } = manifest(`${job.name}.yaml`, job.namespace.name, (chart) => workloadOf(chart, stack, job));
  return objects.map((object) => (object.kind === "Job" ? asJob(object, job.name, backup, annotations) : object));
}

function fixOf({ faults }: Refusal): string {
  return faults[0]?.fix ?? "";
}

/** Its name stays, unlike that of a run at a deploy, because nobody else makes one. */
function asJob(object: KubeObject, name: string, backup: string, annotations: Readonly<Record<string, string>>): KubeObject {
  const spec = object.spec as { readonly template: { readonly metadata: { readonly labels: object } } };
  const { template } = spec;
  const labels = { ...template.metadata.labels, ...made, ...selectorOf(backup) };
  return {
    ...object,
    metadata: { ...object.metadata, name, annotations, labels: { ...(object.metadata.labels as object), ...made } },
    spec: { ...spec, ttlSecondsAfterFinished: keptForSeconds, template: { ...template, metadata: { ...template.metadata, labels } } },
  };
}

function pathOf({ kind, metadata: { name, namespace } }: KubeObject): string {
  return kind === "Job" ? `/apis/batch/v1/namespaces/${namespace}/jobs/${name}` : `/api/v1/namespaces/${namespace}/configmaps/${name}`;
}
