import { eventually } from "../../api/eventually";
import { places } from "../bed/addresses";
import type { Bed } from "../bed/bed";
import { policyEngine } from "../bed/programs";
import { runningIn } from "../containers";
import { ofKind, type PodSpec, programs } from "../declared";
import { isReady, podsFor, podsOf } from "../live";
import { tryFromPod } from "./probe";

/** Where a connection can begin inside: the network of a pod. */
export interface Source {
  /** `namespace/name` as network.json has it. */
  readonly name: string;
  /** The process whose network it is. */
  readonly pid: number;
  readonly address: string;
}

/** A pod of each program. */
export async function programSources(bed: Bed): Promise<Source[]> {
  const pods = await podsOf(bed);
  const running = runningIn(bed);
  return programs.flatMap((program) => {
    const pod = podsFor(program, pods).find(isReady);
    const pid = running.find(
      ({ namespace, pod: name, container }) => !container && namespace === pod?.metadata.namespace && name === pod?.metadata.name,
    )?.pid;
    return pod?.status.podIP && pid ? [{ name: `${program.namespace}/${program.name}`, pid, address: pod.status.podIP }] : [];
  });
}

interface Resting {
  readonly name: string;
  readonly namespace: string;
  readonly pod: object;
}

interface PodTemplate {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: PodSpec & { readonly tolerations?: object };
}

/** Pods with exactly the names and labels by which policies know each job, at rest: what a job may reach does not hang on what it does. */
export function restingJobs(): Resting[] {
  return ofKind("CronJob", "Job").map(({ kind, metadata: { namespace = "" }, spec }) => {
    const { template } = (kind === "Job" ? spec : (spec as { jobTemplate: { spec: object } }).jobTemplate.spec) as {
      template: PodTemplate;
    };
    const name = template.metadata.labels["app.kubernetes.io/name"] ?? "";
    const { nodeSelector, tolerations } = template.spec;
    return {
      name,
      namespace,
      pod: {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: `resting-${name}`, namespace, labels: { ...template.metadata.labels } },
        spec: {
          ...{
            nodeSelector,
            tolerations,
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            terminationGracePeriodSeconds: 0,
          },
          containers: [
            {
              ...{ name: "rest", image: "docker.io/local/busybox:1", command: ["sleep", "3600"] },
              resources: { requests: { cpu: "1m", memory: "4Mi" }, limits: { memory: "16Mi", "ephemeral-storage": "1Mi" } },
              securityContext: {
                ...{ runAsNonRoot: true, runAsUser: 1000, allowPrivilegeEscalation: false, readOnlyRootFilesystem: true },
                ...{ capabilities: { drop: ["ALL"] }, seccompProfile: { type: "RuntimeDefault" } },
              },
            },
          ],
        },
      },
    };
  });
}

/**
 * Those that the policy engine has not come to: a fresh pod reaches for a moment whatever it likes, as window.cluster.test.ts
 * measures, and jobs wait for the end of that as this does.
 */
async function stillOpen(sources: readonly Source[]): Promise<string[]> {
  const forbidden = { to: "the router", host: places.router, port: 80, protocol: "TCP" } as const;
  const tried = await Promise.all(sources.map(({ name, pid }) => tryFromPod(pid, [{ from: name, ...forbidden }])));
  return tried.flat().flatMap(({ from, to, out }) => (out === "ok" ? [`${from} still reaches ${to}`] : []));
}

/** Calls `use` with as many jobs at a time as their namespaces have room for, until each had its turn. */
export async function withRestingJobs(bed: Bed, use: (sources: readonly Source[]) => Promise<void>): Promise<void> {
  const { api } = bed.plane;
  let left = restingJobs();
  while (left.length > 0) {
    const [made, waiting]: [Resting[], Resting[]] = [[], []];
    for (const job of left) {
      const { code, body } = await api.send("POST", `/api/v1/namespaces/${job.namespace}/pods`, job.pod);
      if (code < 300) made.push(job);
      else if (JSON.stringify(body).includes("exceeded quota")) waiting.push(job);
      else throw new Error(`${job.namespace}/${job.name}: ${JSON.stringify(body)}`);
    }
    if (made.length === 0) throw new Error(`there is no room for ${waiting.map(({ name }) => name).join(", ")}`);
    const isMade = (pod: { metadata: { name: string } }) => made.some(({ name }) => pod.metadata.name === `resting-${name}`);
    await eventually("the resting jobs run", 120, async () => {
      const pods = (await podsOf(bed)).filter(isMade);
      return pods.length < made.length
        ? ["not all are there"]
        : pods
            .filter((pod) => !isReady(pod))
            .map(({ metadata, status }) => `${metadata.name}: ${JSON.stringify(status.containerStatuses ?? status.conditions)}`);
    });
    const pods = (await podsOf(bed)).filter(isMade);
    const running = runningIn(bed);
    const sources = pods.flatMap(({ metadata, status }): Source[] => {
      const pid = running.find(({ pod, container }) => !container && pod === metadata.name)?.pid;
      return pid && status.podIP
        ? [{ name: `${metadata.namespace}/${metadata.name.replace(/^resting-/, "")}`, pid, address: status.podIP }]
        : [];
    });
    if (policyEngine()) await eventually("the policies hold for each resting job", 60, () => stillOpen(sources));
    await use(sources);
    for (const { name, namespace } of made) await api.remove(`/api/v1/namespaces/${namespace}/pods/resting-${name}`);
    await eventually("the resting jobs are gone", 60, async () => (await podsOf(bed)).filter(isMade).map(({ metadata }) => metadata.name));
    left = waiting;
  }
}
