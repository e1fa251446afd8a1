import { spawnSync } from "node:child_process";
import { describe, expect, test } from "@jest/globals";
import { eventually } from "../api/eventually";
import { places } from "./bed/addresses";
import { Bed } from "./bed/bed";
import { policyEngine } from "./bed/programs";
import { runningIn } from "./containers";
import { restingJobs } from "./reach/sources";
import { leaveOut, report } from "./report";

/** How many pods are watched from their first moment. */
const pods = 3;
/** The window is over when so many attempts in a row were refused. */
const enough = 10;

if (!policyEngine()) leaveOut("the first moments of a pod", "KUBE_ROUTER_BIN names no policy engine");
const describeHeld = policyEngine() ? describe : describe.skip;

describeHeld("the first moments of a pod, before the policy engine knows it", () => {
  const bed = Bed.here();

  test("are a second or two on the way out, and are measured", async () => {
    // A job that may reach nothing on the internet.
    const job = restingJobs().find(({ name }) => name === "postgres-backup");
    if (!job) throw new Error("there is no postgres-backup any more; take another job without internet");
    const path = `/api/v1/namespaces/${job.namespace}/pods`;
    const windows: number[] = [];
    for (let turn = 0; turn < pods; turn += 1) {
      await bed.plane.api.create(path, job.pod);
      windows.push(await openFor(bed, `resting-${job.name}`));
      await bed.plane.api.remove(`${path}/resting-${job.name}`);
      await eventually("it is gone", 60, async () => ((await bed.plane.api.get(`${path}/resting-${job.name}`)) ? ["it is there"] : []));
    }
    report("a fresh pod's way out stays open", `${windows.map((seconds) => seconds.toFixed(1)).join(", ")} s`);
    expect(Math.max(...windows)).toBeLessThan(30);
  });
});

/** Seconds from the first moment of a pod's network until whatever it may not reach stays refused. */
async function openFor(bed: Bed, pod: string): Promise<number> {
  let pid: number | undefined;
  await eventually(`${pod} has a network`, 60, async () => {
    pid = runningIn(bed).find(({ pod: name, container }) => name === pod && !container)?.pid;
    return pid ? [] : ["not yet"];
  });
  const began = Date.now();
  let [last, refused] = [began, 0];
  while (refused < enough) {
    const { status } = spawnSync("nsenter", [
      "-t",
      `${pid}`,
      "-n",
      "--",
      "timeout",
      "1",
      "bash",
      "-c",
      'exec 3<>"/dev/tcp/$0/443"',
      places.web,
    ]);
    if (status === 0) [last, refused] = [Date.now(), 0];
    else refused += 1;
    if (Date.now() - began > 60_000) throw new Error(`${pod} still reaches ${places.web} after a minute: policies are not held`);
  }
  return (last - began) / 1000;
}
