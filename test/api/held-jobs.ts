import { expect } from "@jest/globals";
import type { Job } from "../../charts/model/job";
import { type LivePod, podsFor, podsOf } from "./as-declared";
import type { Cluster } from "./cluster";
import { eventually } from "./eventually";

/** kwok keeps a job of such a name running until it is deleted. */
function heldName(job: Job): string {
  return `held-${job.name}`;
}

/** Starts jobs of the night by hand and all at one time, as the owner would. */
export async function startTogether(cluster: Cluster, jobs: readonly Job[]): Promise<void> {
  const runs = await Promise.all(
    jobs.map((job) => cluster.kubectl(["create", "job", heldName(job), `--from=cronjob/${job.name}`, "-n", job.namespace.name])),
  );
  expect(runs.map(({ code, stderr }) => ({ code, refused: stderr.replace(/^Warning: .*\n/gm, "") }))).toEqual(
    jobs.map(() => ({ code: 0, refused: "" })),
  );
}

/** The pods of jobs that were started so. */
export function heldPods(jobs: readonly Job[], pods: readonly LivePod[]): LivePod[] {
  return jobs.flatMap((job) => podsFor(job, pods).filter(({ metadata }) => metadata.name.startsWith(heldName(job))));
}

export async function endTogether(cluster: Cluster, jobs: readonly Job[]): Promise<void> {
  for (const job of jobs) await cluster.api.remove(`/apis/batch/v1/namespaces/${job.namespace.name}/jobs/${heldName(job)}`);
  await eventually("the pods of the jobs are gone", 60, async () =>
    heldPods(jobs, await podsOf(cluster)).map(({ metadata }) => metadata.name),
  );
}
