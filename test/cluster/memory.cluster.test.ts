import { beforeAll, describe, expect, test } from "@jest/globals";
import { right } from "../../charts/pages/markdown";
import { Bed } from "./bed/bed";
import { fillDatabases } from "./databases";
import type { Counted } from "./memory/group";
import { loads } from "./memory/loads";
import { played, realJobs, realPrograms } from "./memory/real-programs";
import { RedisClient, taskBytes } from "./memory/redis";
import { MemoryWatch, type Most } from "./memory/watch";
import { report, reportTable } from "./report";
import { restartsOf } from "./restarts";

const mebibytes = (bytes: number) => Math.ceil(bytes / 1024 ** 2);

const instances = ["redis-business", "redis-private"] as const;
const tasks = 10_000;

describe("the memory of real programs, at rest and under load", () => {
  const bed = Bed.here();
  let rest: ReadonlyMap<string, Counted>;
  let most: ReadonlyMap<string, Most>;
  const failures: string[] = [];
  const queued = new Map<string, number>();
  let restarts: ReadonlyMap<string, number>;

  const measured = [...realPrograms, ...realJobs];
  const seen = () => measured.flatMap((program) => most.get(program.name) ?? []).length;

  beforeAll(async () => {
    restarts = await restartsOf(bed);
    // A backup refuses a database that holds nothing.
    await fillDatabases();
    rest = MemoryWatch.now(bed);
    // Before the loads: what was once full gives not all of it back.
    for (const name of instances) {
      const client = await RedisClient.of(bed, name);
      await client.queue(tasks);
      queued.set(name, MemoryWatch.now(bed).get(name)?.held ?? Number.NaN);
      await client.queue(0);
      report(`${name} with ${tasks.toLocaleString("en")} waiting tasks of ${taskBytes} bytes`, `${figure(queued.get(name))} MiB`);
    }
    const watch = new MemoryWatch(bed);
    watch.start();
    try {
      for (const { of, put } of loads) {
        const began = Date.now();
        await put(bed).catch((error) => failures.push(`${of.join(", ")}: ${error}`));
        process.stdout.write(`load on ${of.join(", ")}: ${((Date.now() - began) / 1000).toFixed(0)} s\n`);
      }
    } finally {
      most = watch.end();
    }
    reportTable(
      "In MiB. `at rest` and `under load` are what a program holds and nobody can take back; `with cache` adds the files that the kernel keeps for it, up to the limit, and gives back when they are in the way.",
      ["program", "machine", right("request"), right("limit"), right("at rest"), right("under load"), right("with cache"), "the load"],
      measured.flatMap(({ name, node, request, limit }) => {
        const highest = most.get(name);
        const load = loads.find(({ of }) => of.includes(name))?.words ?? "its own work, while the others are under load";
        return highest
          ? [
              [
                ...[name, node, `${mebibytes(request)}`, `${mebibytes(limit)}`],
                ...[figure(rest.get(name)?.held), figure(highest.held), figure(highest.highest), load],
              ],
            ]
          : [];
      }),
    );
    report("of these a stand-in runs, whose memory says nothing", played.join("; "));
  });

  test("each load came about", () => expect(failures).toEqual([]));

  test("each real program of dist was looked at, and each load was for one of them", () => {
    expect(realPrograms.filter(({ name }) => !rest.has(name)).map(({ name }) => name)).toEqual([]);
    const known = measured.map(({ name }) => name);
    expect(loads.flatMap(({ of }) => of).filter((name) => !known.includes(name) || !most.has(name))).toEqual([]);
    expect(seen()).toBeGreaterThanOrEqual(15);
  });

  test("the kernel has killed none, and none was started anew", async () => {
    expect([...most].filter(([, { kills }]) => kills > 0).map(([name, { kills }]) => `${name}: ${kills} times`)).toEqual([]);
    const now = await restartsOf(bed);
    expect([...restarts].filter(([name, count]) => (now.get(name) ?? count) > count)).toEqual([]);
  });

  test("at rest each has what it asks for", () => {
    const greedy = realPrograms.filter(({ name, request }) => (rest.get(name)?.held ?? 0) > request);
    expect(greedy.map(({ name, request }) => `${name} holds ${figure(rest.get(name)?.held)} of ${mebibytes(request)} MiB`)).toEqual([]);
  });

  test("none comes near its limit, whatever is asked of it", () => {
    const near = measured.filter(({ name, limit }) => (most.get(name)?.held ?? 0) > limit * 0.95);
    expect(near.map(({ name, limit }) => `${name} held ${figure(most.get(name)?.held)} of ${mebibytes(limit)} MiB`)).toEqual([]);
  });

  test.each(instances)("10,000 waiting tasks like those of Paperless take less than a third of %s", (name) => {
    expect(queued.get(name)).toBeLessThan((realPrograms.find((each) => each.name === name)?.limit ?? 0) / 3);
  });
});

function figure(bytes: number | undefined): string {
  return bytes === undefined ? "-" : `${mebibytes(bytes)}`;
}
