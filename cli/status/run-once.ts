import { manifest } from "../../charts/kit/manifest";
import { workloadOf } from "../../charts/kit/workload";
import type { Stack } from "../../charts/model/stack";

/** The names that the Jobs without a schedule have in the cluster, with the hash of their content; by workload. */
export function runOnceNames(stack: Stack): ReadonlyMap<string, string> {
  const jobs = stack.jobs.filter(({ schedule }) => schedule === undefined);
  return new Map(
    jobs.flatMap((job) => {
      const { objects } = manifest(`${job.name}.yaml`, job.namespace.name, (chart) => workloadOf(chart, stack, job));
      return objects.filter(({ kind }) => kind === "Job").map(({ metadata }) => [job.name, metadata.name] as const);
    }),
  );
}
