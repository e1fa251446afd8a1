import { describe, expect, test } from "@jest/globals";
import { upgradeFiles } from "../../charts/hosts/upgrades";
import { restartOf } from "../../charts/model/machine/restart";
import { Schedule } from "../../charts/values/schedule";
import { hours } from "../../charts/values/span";
import { machineOf, withPi } from "../support/machines";
import { stackOf } from "../support/stack";

const stack = stackOf(withPi());
const restarts = stack.machines.map((machine) => restartOf(stack, machine));

test("no two machines restart on the same day", () => {
  expect(restarts).toHaveLength(3);
  expect(new Set(restarts.map(({ day }) => day)).size).toBe(3);
});

test.each(stack.jobs.flatMap(({ name, schedule }) => (schedule ? [[name, schedule] as const] : [])))(
  "no restart comes within two hours of %s",
  (_, schedule) => {
    for (const { day, time } of restarts) expect(schedule.meets(Schedule.weekly(day, time), hours(2))).toBe(false);
  },
);

describe("the timers of a machine", () => {
  const files = upgradeFiles(stack, machineOf("nas", stack.config));

  test("restart it on its day in the owner's time zone", () => {
    expect(files["etc/systemd/system/mk360-reboot.timer"]).toContain("OnCalendar=thursday *-*-* 22:00 Europe/Berlin\n");
  });

  test("upgrade it every day an hour before, and at no other time", () => {
    expect(files["etc/systemd/system/apt-daily-upgrade.timer.d/mk360.conf"]).toContain(
      "OnCalendar=\nOnCalendar=*-*-* 21:00 Europe/Berlin\n",
    );
  });
});
