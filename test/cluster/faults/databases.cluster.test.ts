import type { ChildProcess } from "node:child_process";
import { afterEach, describe, expect, test } from "@jest/globals";
import { eventually } from "../../api/eventually";
import { Bed } from "../bed/bed";
import { runningIn } from "../containers";
import { runPsql, startPsql } from "../databases";
import { unreadyPrograms } from "../live";
import { runRedis, startRedisCli } from "../redis-cli";
import { leaveOut, report } from "../report";
import { secondsSince } from "../restarts";

/** No registry serves MongoDB: the bed's is a stand-in, and how durable that is says nothing. */
leaveOut("MongoDB killed under writes", "no registry has the real program; what a stand-in keeps would prove nothing");

/**
 * How old an acknowledged write must be to be on the disk: redis.conf has it written every second, and Redis waits a second
 * more for a disk that is busy.
 */
const onDiskAfterMilliseconds = 2000;

describe("a database that is killed under writes", () => {
  const bed = Bed.here();

  afterEach(() => eventually("every program is ready again", 240, () => unreadyPrograms(bed)));

  function kill(pod: string, container: string): number {
    const server = runningIn(bed).find((each) => each.pod === pod && each.container === container);
    if (!server) throw new Error(`${pod} does not run`);
    process.kill(server.pid, "SIGKILL");
    return Date.now();
  }

  const answers = (ask: () => Promise<string>) =>
    eventually("it answers again", 120, async () =>
      ask().then(
        () => [],
        (error) => [`${error}`],
      ),
    );

  test("PostgreSQL is killed under writes: what it had acknowledged is there", async () => {
    await runPsql("drop table if exists acknowledged; create table acknowledged (number integer primary key)");
    const writer = startPsql();
    let [printed, number] = ["", 0];
    writer.stdout.on("data", (data) => (printed += data));
    const writing = setInterval(() => {
      for (const end = number + 20; number < end; number += 1)
        writer.stdin.write(`insert into acknowledged values (${number}) returning number;\n`);
    }, 10);
    writer.stdin.on("error", () => clearInterval(writing));
    await eventually("it has acknowledged two thousand", 60, async () =>
      printed.split("\n").length > 2000 ? [] : [`${printed.split("\n").length}`],
    );
    const killed = kill("postgres-0", "postgres");
    clearInterval(writing);
    await answers(() => runPsql("select 1"));
    report("PostgreSQL, killed under writes, answers again after", secondsSince(killed));
    await ended(writer);
    // The last line may be cut off.
    const acknowledged = printed
      .split("\n")
      .slice(0, -1)
      .filter((line) => /^\d+$/.test(line))
      .map(Number);
    const kept = new Set((await runPsql("select number from acknowledged")).trim().split("\n").map(Number));
    const lost = acknowledged.filter((each) => !kept.has(each));
    report("acknowledged writes that were lost", `${lost.length} of ${acknowledged.length}`);
    expect(lost).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(1000);
  });

  test("Redis is killed under writes: what it had acknowledged two seconds before is there, as its settings promise", async () => {
    const writer = await startRedisCli(bed);
    // How long its list was, by its own answers, and when each came.
    const acknowledged: { readonly length: number; readonly at: number }[] = [];
    let rest = "";
    writer.stdout.on("data", (data) => {
      const lines = `${rest}${data}`.split("\n");
      rest = lines.pop() ?? "";
      acknowledged.push(...lines.filter((line) => /^\d+$/.test(line)).map((line) => ({ length: Number(line), at: Date.now() })));
    });
    let number = 0;
    const writing = setInterval(() => {
      for (const end = number + 20; number < end; number += 1) writer.stdin.write(`RPUSH acknowledged ${number}\n`);
    }, 10);
    writer.stdin.on("error", () => clearInterval(writing));
    const began = Date.now();
    await eventually("it has acknowledged two thousand, for five seconds", 60, async () =>
      acknowledged.length > 2000 && Date.now() - began > 5000 ? [] : [`${acknowledged.length}`],
    );
    const killed = kill("redis-business-0", "redis-business");
    clearInterval(writing);
    await answers(() => runRedis(bed, "PING"));
    report("Redis, killed under writes, answers again after", secondsSince(killed));
    await ended(writer);
    const kept = Number(await runRedis(bed, "LLEN acknowledged"));
    const last = acknowledged.at(-1)?.length ?? 0;
    report(
      "acknowledged writes of Redis that were lost, of which its settings allow the last second",
      `${Math.max(0, last - kept)} of ${last}`,
    );
    const promised = acknowledged.filter(({ at }) => at < killed - onDiskAfterMilliseconds).at(-1)?.length ?? 0;
    expect(promised).toBeGreaterThan(500);
    expect(kept).toBeGreaterThanOrEqual(promised);
    await runRedis(bed, "DEL acknowledged");
  });
});

/** kubectl may hold its end for a minute and a half after the other one went; by now it has handed on whatever there was. */
async function ended(writer: ChildProcess): Promise<void> {
  if (writer.exitCode !== null || writer.signalCode !== null) return;
  const closed = new Promise((resolve) => writer.once("close", resolve));
  writer.kill("SIGKILL");
  await closed;
}
