import { describe, expect, test } from "@jest/globals";
import { stackOf } from "../support/stack";

const stack = stackOf();
const filled = stack.services.filter(({ isSetUp }) => isSetUp);
const jobOf = (name: string) => stack.jobs.find((job) => job.name === name);

describe.each(filled.map((service) => [service.name, service] as const))("%s, which a program of ours fills,", (name, service) => {
  const [once, daily] = [jobOf(`${name}-set-up`), jobOf(`${name}-set-up-daily`)];

  test("is filled at each change, and looked at again every day", () => {
    expect([once?.schedule, daily?.schedule?.longestPauseIn("Europe/Berlin").seconds]).toEqual([undefined, 25 * 3600]);
  });

  test("is filled by the same program both times", () => {
    expect([daily?.main.files, daily?.main.command?.slice(-2)]).toEqual([
      expect.objectContaining(once?.main.files ?? {}),
      once?.main.command,
    ]);
  });

  test("is filled beside itself", () => {
    for (const job of [once, daily]) expect([job?.network, job?.machine]).toEqual([service.network, service.machine]);
  });

  test("alarms when that does not end well any more", () => {
    expect(daily?.watched?.within("Europe/Berlin").seconds).toBeLessThanOrEqual(2 * 24 * 3600);
  });
});

test("a service that was renamed keeps the names of its set-up's tokens", () => {
  const jobs = stack.service("uptime-kuma").with("new-name", { formerly: ["old-name"] }).jobs;
  expect(jobs.map(({ name, formerly }) => [name, formerly])).toEqual([
    ["new-name-set-up", ["old-name-set-up"]],
    ["new-name-set-up-daily", ["old-name-set-up-daily"]],
  ]);
});
