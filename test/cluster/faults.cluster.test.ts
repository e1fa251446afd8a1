import { afterEach, describe, expect, test } from "@jest/globals";
import { eventually } from "../api/eventually";
import { nas, places, vps } from "./bed/addresses";
import { Bed } from "./bed/bed";
import { outside } from "./bed/place";
import { runningIn } from "./containers";
import { runPsql, startPsql } from "./databases";
import { podsOf, unreadyPrograms } from "./live";
import { report } from "./report";

describe("what fails, and comes back", () => {
  const bed = Bed.here();

  const restarts = async () =>
    new Map(
      (await podsOf(bed)).map(({ metadata, status }) => [
        metadata.uid,
        (status.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0),
      ]),
    );

  afterEach(() => eventually("every program is ready again", 240, () => unreadyPrograms(bed)));

  test("PostgreSQL is killed under writes: what it had acknowledged is there", async () => {
    await runPsql("create table acknowledged (number integer primary key)");
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
    const server = runningIn(bed).find(({ pod, container }) => pod === "postgres-0" && container === "postgres");
    if (!server) throw new Error("PostgreSQL does not run");
    process.kill(server.pid, "SIGKILL");
    const killed = Date.now();
    await new Promise((resolve) => writer.once("close", resolve));
    clearInterval(writing);
    // The last line may be cut off.
    const acknowledged = printed
      .split("\n")
      .slice(0, -1)
      .filter((line) => /^\d+$/.test(line))
      .map(Number);
    await eventually("it answers again", 120, async () =>
      runPsql("select 1").then(
        () => [],
        (error) => [`${error}`],
      ),
    );
    report("PostgreSQL, killed under writes, answers again after", `${((Date.now() - killed) / 1000).toFixed(0)} s`);
    const kept = new Set((await runPsql("select number from acknowledged")).trim().split("\n").map(Number));
    const lost = acknowledged.filter((each) => !kept.has(each));
    report("acknowledged writes that were lost", `${lost.length} of ${acknowledged.length}`);
    expect(lost).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(1000);
  });

  test("the API server is away for half a minute: nothing restarts, and the sites answer meanwhile", async () => {
    const before = await restarts();
    await bed.plane.endPart("api");
    await new Promise((resolve) => setTimeout(resolve, 30_000));
    const meanwhile = siteAnswers("status.mk360.de", places.somebody, vps.public);
    const began = Date.now();
    bed.plane.startPart("api");
    await bed.plane.ready();
    report("the API server answers again after its start in", `${((Date.now() - began) / 1000).toFixed(0)} s`);
    expect(meanwhile).toBe("200");
    expect(await restarts()).toEqual(before);
  });

  test("the link between the machines is cut for half a minute: nothing restarts, and both find each other again", async () => {
    const before = await restarts();
    outside.run("ip", "link", "set", "nas-vpn", "down");
    await new Promise((resolve) => setTimeout(resolve, 30_000));
    // Each side goes on by itself.
    expect(siteAnswers("status.mk360.de", places.somebody, vps.public)).toBe("200");
    expect(siteAnswers("adguard.mk360.de", places.homeDevice, nas.public)).toBe("200");
    outside.run("ip", "link", "set", "nas-vpn", "up");
    const healed = Date.now();
    await eventually("a site of the NAS answers through the server again", 120, async () => {
      const code = siteAnswers("vault-private.mk360.de", places.laptop, vps.private);
      return code === "200" ? [] : [code];
    });
    report("a site of the NAS answers through the server after the link is back in", `${((Date.now() - healed) / 1000).toFixed(0)} s`);
    expect(await restarts()).toEqual(before);
  });
});

/** The number with which a site answers a device at one of the listeners; its certificate is looked at elsewhere. */
function siteAnswers(name: string, from: string, at: string): string {
  try {
    return outside.run(
      ...["curl", "--silent", "--insecure", "--max-time", "5", "--output", "/dev/null", "--write-out", "%{http_code}"],
      ...["--interface", from, "--resolve", `${name}:443:${at}`, `https://${name}/`],
    );
  } catch {
    return "no answer";
  }
}
