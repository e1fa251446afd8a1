import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { eventually } from "../../api/eventually";
import { isAlive } from "../../bed/place";
import { Bed } from "../bed/bed";
import { type Running, runningIn } from "../containers";
import { groupOf } from "../control-groups";
import { programs } from "../declared";
import { isReady, type LivePod, podsFor, podsOf, unreadyPrograms } from "../live";
import { memoryKills } from "../memory-kills";
import { leaveOut, report } from "../report";
import { restartsOf, secondsSince, withoutPodsOf } from "../restarts";

const mebibyte = 1024 * 1024;

interface EventObject {
  readonly reason: string;
  readonly message: string;
  readonly involvedObject: { readonly uid: string };
}

/** The kubelet looks at scratch space about once a minute. */
if (!process.env.LONG) leaveOut("a pod that fills its scratch space", "the kubelet notices after a minute; npm run test:long tries it");
const whenLong = process.env.LONG ? test : test.skip;

describe("a pod that takes too much", () => {
  const bed = Bed.here();

  afterEach(() => eventually("every program is ready again", 240, () => unreadyPrograms(bed)));

  const podOf = async (name: string): Promise<LivePod> => {
    const program = programs.find((each) => each.name === name);
    const found = program && podsFor(program, await podsOf(bed)).find((pod) => isReady(pod) && !pod.metadata.deletionTimestamp);
    if (!found) throw new Error(`${name} has no pod that is ready`);
    return found;
  };

  const mainOf = ({ metadata }: LivePod, container: string): Running => {
    const found = runningIn(bed).find((each) => each.pod === metadata.name && each.container === container);
    if (!found) throw new Error(`${metadata.name} does not run`);
    return found;
  };

  test("a program over its memory is ended by the kernel and started again, and no other one feels it", async () => {
    const before = { restarts: await restartsOf(bed), kills: memoryKills(bed) };
    const pod = await podOf("victoria-logs");
    const main = mainOf(pod, "victoria-logs");
    const group = groupOf(main.pid, "memory");
    // The kernel takes the program, as it would if the memory were the program's own, and not whoever takes it in its name.
    writeFileSync(`/proc/${main.pid}/oom_score_adj`, "1000");
    const taker = spawn("sh", [join(__dirname, "../over-its-memory.sh"), group], { stdio: "ignore" });
    const ended = new Promise((resolve) => taker.once("close", resolve));
    await eventually("the kernel has ended it", 60, async () => (isAlive(main.pid) ? ["it runs"] : []));
    const killed = Date.now();
    await ended;
    await eventually("it runs again", 120, async () => {
      const now = await podOf("victoria-logs").catch(() => undefined);
      const [status] = now?.status.containerStatuses ?? [];
      return status?.ready && status.restartCount > 0 ? [] : [JSON.stringify(status ?? "not ready")];
    });
    report("a program over its memory is ready again after", secondsSince(killed));
    const [status] = (await podOf("victoria-logs")).status.containerStatuses ?? [];
    expect(status?.lastState.terminated).toMatchObject({ reason: "OOMKilled", exitCode: 137 });
    expect((await podOf("victoria-logs")).metadata.uid).toBe(pod.metadata.uid);
    expect(withoutPodsOf("victoria-logs", await restartsOf(bed))).toEqual(withoutPodsOf("victoria-logs", before.restarts));
    const elsewhere = (kills: ReadonlyMap<string, number>) => [...kills].filter(([path]) => !path.includes(pod.metadata.uid));
    expect(elsewhere(memoryKills(bed))).toEqual(elsewhere(before.kills));
  });

  whenLong("a pod that fills its scratch space is replaced: what it kept is there, and its neighbours stay", async () => {
    const before = await restartsOf(bed);
    const pod = await podOf("uptime-kuma");
    const main = mainOf(pod, "uptime-kuma");
    const kept = (pid: number) => readFileSync(`/proc/${pid}/root/app/data/starts`, "utf8").trimEnd().split("\n");
    const starts = kept(main.pid);
    // 128 MiB are its limit.
    writeFileSync(`/proc/${main.pid}/root/tmp/too-much`, Buffer.alloc(160 * mebibyte, 1));
    const filled = Date.now();
    await eventually("another pod has taken its place", 240, async () => {
      const now = await podOf("uptime-kuma").catch(() => undefined);
      return now && now.metadata.uid !== pod.metadata.uid ? [] : [now ? "the same pod is ready" : "none is ready"];
    });
    report("a pod that fills its scratch space is replaced after", secondsSince(filled));
    const events = await bed.plane.api.list<EventObject>(`/api/v1/namespaces/${pod.metadata.namespace}/events`);
    const evicted = events.filter(({ reason, involvedObject }) => reason === "Evicted" && involvedObject.uid === pod.metadata.uid);
    await bed.plane.api.remove(pathOf(pod));
    expect(evicted.map(({ message }) => message)).toEqual([expect.stringContaining("exceeds the limit")]);
    const now = await podOf("uptime-kuma");
    expect(kept(mainOf(now, "uptime-kuma").pid).slice(0, starts.length)).toEqual(starts);
    expect(withoutPodsOf("uptime-kuma", await restartsOf(bed))).toEqual(withoutPodsOf("uptime-kuma", before));
  });
});

const pathOf = ({ metadata }: LivePod): string => `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`;
