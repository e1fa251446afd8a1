import { Refusal } from "../../charts/config/refusal";
import { terminal } from "../terminal";
import type { Cluster } from "./cluster";

interface JobObject {
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
  };
}

const pause = 500;

/**
 * Waits until a job is complete, which `kubectl wait` does as well, but not past one that has failed.
 * @throws Refusal when it fails, is gone, or takes longer than `patience` minutes.
 */
export async function jobComplete(cluster: Pick<Cluster, "get">, namespace: string, name: string, patience: number): Promise<void> {
  const limit = Date.now() + patience * 60_000;
  terminal.say(`waiting for job ${namespace}/${name}`);
  for (;;) {
    const job = await cluster.get<JobObject>(`/apis/batch/v1/namespaces/${namespace}/jobs/${name}`);
    const conditions = (job.status?.conditions ?? []).filter(({ status }) => status === "True");
    if (conditions.some(({ type }) => type === "Complete")) return;
    const failure = conditions.find(({ type }) => type === "Failed");
    if (failure || Date.now() > limit) {
      throw new Refusal("cluster", [
        {
          where: `job ${namespace}/${name}`,
          value: failure ? `failed: ${failure.message}` : `not complete after ${patience} minutes`,
          allowed: "a job that completes",
          fix: `kubectl -n ${namespace} logs job/${name} says why; mend that, then run the same command again`,
        },
      ]);
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
