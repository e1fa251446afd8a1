import type { Bed } from "./bed/bed";
import { podsOf } from "./live";

/** How often the containers of each pod were started again, by the pod's own number: a new pod is a new line. */
export async function restartsOf(bed: Bed): Promise<Map<string, number>> {
  return new Map(
    (await podsOf(bed)).map(({ metadata, status }) => [
      `${metadata.namespace}/${metadata.name} ${metadata.uid}`,
      (status.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0),
    ]),
  );
}

/** The same without the pods of one program, for faults that may touch that program alone. */
export function withoutPodsOf(name: string, restarts: ReadonlyMap<string, number>): Map<string, number> {
  return new Map([...restarts].filter(([pod]) => !pod.split("/")[1]?.startsWith(`${name}-`)));
}

export const secondsSince = (began: number): string => `${((Date.now() - began) / 1000).toFixed(0)} s`;
