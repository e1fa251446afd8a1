import { describe, expect, test } from "@jest/globals";
import { catalogue } from "../../../charts/catalogue";
import { Stack } from "../../../charts/model/stack";
import { slotOf } from "../../../charts/services/backup/slot";
import { invoicesConfig } from "../../apps/invoices/samples";
import { exampleService, keptData } from "../../support/example";
import { mistakeOf, refusalOf } from "../../support/refusals";
import { configWith, stackOf } from "../../support/stack";

/** Every setting that a service waits for is there. */
const everything = configWith({ phase: 3, invoices: invoicesConfig });

/** When each daily backup runs, by its name. */
const startsOf = (stack: Stack): Record<string, string> =>
  Object.fromEntries(stack.jobs.filter(({ name }) => name.endsWith("-backup")).map(({ name, schedule }) => [name, `${schedule}`] as const));
const shipped = startsOf(stackOf({ invoices: invoicesConfig }));

/** The same services in another order: every n-th first. */
const dealt = <T>(all: readonly T[], piles: number): T[] =>
  Array.from({ length: piles }, (_, pile) => all.filter((_, index) => index % piles === pile)).flat();

describe("when the daily backup of a service begins", () => {
  test.each([
    ["backwards", [...catalogue.services].reverse()],
    ["dealt into three piles", dealt(catalogue.services, 3)],
    ["dealt into seven piles", dealt(catalogue.services, 7)],
  ])("does not depend on the order of the catalogue: %s", (_, services) => {
    const starts = startsOf(new Stack({ ...catalogue, services }, everything));
    expect(Object.keys(starts)).not.toEqual(Object.keys(shipped));
    expect(starts).toEqual(shipped);
  });

  test.each(catalogue.services.map(({ name }) => name))("moves nobody else's when %s is off", (off) => {
    const { [`${off}-backup`]: _, ...others } = shipped;
    const running = catalogue.services.filter(({ name }) => name !== off);
    const jobs = catalogue.jobs(running, everything, catalogue.services);
    expect(jobs.filter(({ name }) => name.endsWith("-backup")).map(({ name, schedule }) => [name, `${schedule}`])).toEqual(
      Object.entries(others),
    );
  });

  test.each([1, 2] as const)("is the same in phase %i", (phase) => {
    const starts = startsOf(stackOf({ phase }));
    expect(Object.keys(starts).length).toBeGreaterThan(3);
    expect(shipped).toMatchObject(starts);
  });

  test("moves nobody else's when a service comes", () => {
    // The worked example of CONTRIBUTING.md may be there already.
    const names = ["invoices", "welcome", "wiki"].filter((name) => !catalogue.services.some((service) => service.name === name));
    for (const name of names) {
      const services = [exampleService(name, { keeps: keptData }), ...catalogue.services];
      const { [`${name}-backup`]: own, ...others } = startsOf(new Stack({ ...catalogue, services }, everything));
      expect([own === undefined, others]).toEqual([false, shipped]);
    }
  });

  test("is spread over the whole hour: no quarter of it has more than half of them", () => {
    const minutes = Object.values(shipped).map((words) => Number(words.slice(-5, -3)) * 60 + Number(words.slice(-2)) - 210);
    for (const quarter of [0, 15, 30, 45]) {
      const within = minutes.filter((minute) => minute >= quarter && minute < quarter + 15);
      expect([within.length > 0, within.length <= minutes.length / 2]).toEqual([true, true]);
    }
    expect([...new Set(minutes)]).toHaveLength(minutes.length);
  });

  test("goes on after midnight", () => {
    expect(`${slotOf(exampleService("late", { backupMinute: 20 }), "23:50")}`).toBe("daily at 00:10");
  });
});

describe("two that would begin at one minute", () => {
  const twin = (backupMinute: number) => exampleService("twin", { keeps: keptData, backupMinute });
  const withTwin = (minute: number, config = everything) =>
    new Stack({ ...catalogue, services: [...catalogue.services, twin(minute)] }, config);

  test("are a mistake that names both and a minute that is free", () => {
    const said = mistakeOf(() => withTwin(0));
    const [, free] =
      /^the daily backups of postgres and twin both begin 0 minutes after the first; write backupMinute: (\d+) for the one that came later$/.exec(
        said,
      ) ?? [];
    expect(startsOf(withTwin(Number(free)))).toMatchObject(shipped);
  });

  test("are one while the other is off, too: switched on again, it finds its minute free", () => {
    const minute = (start = "") => Number(start.slice(-5, -3)) * 60 + Number(start.slice(-2)) - 210;
    expect(mistakeOf(() => withTwin(minute(shipped["monica-backup"]), configWith({ off: ["monica"] })))).toContain("monica and twin");
  });

  test.each([-1, 61, 0.5])("minute %d is none", (minute) => {
    expect(mistakeOf(() => withTwin(minute))).toBe(`twin: backupMinute is ${minute}; write a whole number from 0 to 60`);
  });
});

test("the last of the hour keeps away from what needs the repository alone", () => {
  const { backup } = everything;
  expect(refusalOf(() => stackOf({ backup: { ...backup, forgetAt: "04:45" } }))).toContain("backup.forgetAt");
});
