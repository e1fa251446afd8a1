import { describe, expect, test } from "@jest/globals";
import type { Job, JobProps } from "../../charts/model/job";
import { edgesOf, nameOf } from "../../charts/model/network/edge";
import { endpoint } from "../../charts/model/network/endpoint";
import { notWatched, type Watch } from "../../charts/model/time/watch";
import { tcp } from "../../charts/values/port";
import { Schedule } from "../../charts/values/schedule";
import { hours, minutes, type Span } from "../../charts/values/span";
import { catalogueOf, exampleJob, exampleService } from "../support/example";
import { mistakeOf, refusalOf } from "../support/refusals";
import { shippedConfig, stackOf } from "../support/stack";

const schedule = Schedule.daily("03:30");
const command = ["sh", "/work.sh"];

function watched(within?: Span): Watch {
  return {
    kind: "watched",
    by: {
      at: endpoint("watcher", "ops", tcp(8080), "http"),
      command: ["sh", "/tell.sh"],
      files: { "/tell.sh": "" },
      env: (token) => ({ TOKEN_FILE: token }),
    },
    ...(within ? { within } : {}),
  };
}

describe("mistakes of a job with a schedule", () => {
  test("it says nothing of who watches it", () => {
    expect(mistakeOf(() => exampleJob("chore", { schedule }))).toBe(
      'chore has a schedule, and nobody watches its last good end; write watched() or notWatched("because ...")',
    );
  });

  test("it may be unwatched when it says why", () => {
    expect(exampleJob("chore", { schedule, watch: notWatched("the next run makes up for it") }).watched).toBeUndefined();
  });

  test("its last good end would always be too old", () => {
    const chore = exampleJob("chore", { schedule, command, watch: watched(hours(24)) });
    expect(mistakeOf(() => stackOf({}, catalogueOf([], [chore])))).toBe(
      "chore runs daily at 03:30, so its last good end cannot always be younger than 24 hours; allow it more",
    );
  });

  test("it is watched and leaves its command to the image, where nothing can be put around it", () => {
    expect(mistakeOf(() => exampleJob("chore", { schedule, watch: watched() }))).toContain("it must name its command");
  });

  test("it is watched and never runs again", () => {
    expect(mistakeOf(() => exampleJob("chore", { command, watch: watched() }))).toContain("has no schedule");
  });
});

describe("a time that a spring day of the time zone skips", () => {
  const watch = notWatched("an example");
  const at = (time: string, changes: Partial<JobProps> = {}) => exampleJob("chore", { schedule: Schedule.daily(time), watch, ...changes });
  const cronIn = (timeZone: string, job: Job) => stackOf({ timeZone }, catalogueOf([], [job])).jobs.map(({ schedule }) => schedule?.cron);

  test("is moved behind it where the time is ours", () => {
    expect(["Europe/Berlin", "Europe/Kyiv"].map((zone) => cronIn(zone, at("03:15")))).toEqual([["15 3 * * *"], ["15 4 * * *"]]);
  });

  test("is refused where the owner chose it, by the field, the job and the way out", () => {
    const chore = at("01:10", { timeFrom: "backup.forgetAt" });
    expect(cronIn("Europe/Berlin", chore)).toEqual(["10 1 * * *"]);
    expect(refusalOf(() => cronIn("Europe/London", chore))).toBe(
      'config.yaml: backup.forgetAt is "07:00". Allowed: a time that leads no job into 01:00 to 02:00, which one day of the year in Europe/London ' +
        "does not have; chore would run daily at 01:10. Fix: choose 02:00 or later, or a time so early that the last of the row is before 01:00.",
    );
  });

  test("stays where a second run makes up for it", () => {
    const chore = at("02:00", { makesUp: true });
    expect(["Europe/Berlin", "Europe/London"].map((zone) => cronIn(zone, chore))).toEqual([["0 2,3 * * *"], ["0 2 * * *"]]);
  });

  test("is refused for the last of the daily backups too, which the owner did not write", () => {
    const backup = { ...shippedConfig.backup, dailyAt: "01:30" };
    expect(refusalOf(() => stackOf({ timeZone: "Europe/Berlin", backup }))).toMatch(
      /^config\.yaml: backup\.dailyAt is "01:30"\. Allowed: [^\n]*; [a-z-]+-backup would run daily at 02:[0-5][0-9]\. Fix: choose 03:00 or later/,
    );
  });
});

describe("how old the last good end may be", () => {
  test.each([
    ["daily, a run of 4 hours", Schedule.daily("03:30"), hours(4), "30 hours"],
    ["daily, a run of minutes", Schedule.daily("03:30"), minutes(10), "27 hours"],
    ["daily in the hour that a spring night skips", Schedule.daily("02:00"), hours(20), "3 days"],
    ["weekly", Schedule.weekly("sunday", "08:00"), hours(12), "8 days"],
    ["monthly", Schedule.monthly(1, "12:00"), hours(12), "32 days"],
  ])("%s", (_, schedule, endsWithin, within) => {
    expect(`${exampleJob("chore", { schedule, endsWithin, command, watch: watched() }).watched?.within("Europe/Berlin")}`).toBe(within);
  });

  test("what the job says itself counts", () => {
    expect(`${exampleJob("chore", { schedule, command, watch: watched(hours(50)) }).watched?.within("Europe/Berlin")}`).toBe("50 hours");
  });
});

describe("what follows from a watch", () => {
  const chore = exampleJob("chore", { schedule, command, args: ["word"], watch: watched() });
  const other = exampleJob("other", { schedule, command, watch: watched() });
  const watcher = exampleService("watcher", { network: "ops" });
  const stack = stackOf({}, catalogueOf([watcher], [chore, other]));
  const without = stackOf({ off: ["watcher"] }, catalogueOf([watcher], [chore]));

  test("the watcher's program runs the job's own, with its arguments", () => {
    expect([chore.main.command, chore.main.args, Object.keys(chore.main.files)]).toEqual([
      ["sh", "/tell.sh", "sh", "/work.sh"],
      ["word"],
      ["/tell.sh"],
    ]);
  });

  test("a connection to the watcher and to nobody else", () => {
    const lines = edgesOf(stack).flatMap(({ from, to, port }) => (port === 53 ? [] : [`${nameOf(from)} → ${nameOf(to)} ${port}`]));
    expect(lines).toEqual(["public/chore → ops/watcher 8080", "public/other → ops/watcher 8080"]);
  });

  test("a token of its own, of the 32 letters and digits that Uptime Kuma keeps", () => {
    const credentials = stack.jobs.map((job) => stack.credentialsOf(job).map(({ name, keys }) => [name, keys]));
    expect(credentials).toEqual([
      [["monitor-chore", { token: { kind: "random", characters: 32 } }]],
      [["monitor-other", { token: { kind: "random", characters: 32 } }]],
    ]);
  });

  test("nothing of it where the watcher does not run: no variable, no token, no connection", () => {
    expect([without.environmentOf(chore), [...without.credentials.keys()], edgesOf(without)]).toEqual([{}, [], []]);
  });

  test("a second job made of the first has a token of its own", () => {
    const second = chore.with("second", {});
    expect([second.watched?.token.credential.name, second.main.command]).toEqual(["monitor-second", chore.main.command]);
  });
});
