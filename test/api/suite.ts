import { afterAll, beforeAll } from "@jest/globals";
import { describeReal } from "../support/real";
import { Cluster } from "./cluster";
import { controlPlanePrograms, type Limits } from "./control-plane";

/**
 * Tests on an empty cluster of their own, in the order in which they stand: each leaves what the next one finds. Left out
 * aloud where there is no control plane; .ci/control-plane.sh makes one. Other rings name the `programs` that they want.
 */
export function describeOnCluster(
  title: string,
  body: (cluster: () => Cluster) => void,
  { programs = {}, limits = {} }: { readonly programs?: Readonly<Record<string, string | undefined>>; readonly limits?: Limits } = {},
): void {
  describeReal(title, { ...controlPlanePrograms(), ...programs }, () => {
    let started: Cluster | undefined;

    beforeAll(async () => {
      started = await Cluster.start(undefined, limits);
    });
    afterAll(() => started?.stop());

    body(() => {
      if (!started) throw new Error("the cluster did not start");
      return started;
    });
  });
}
