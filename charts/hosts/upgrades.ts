import rebootService from "../../hosts/files/reboot-service.conf";
import upgrades from "../../hosts/files/upgrades.conf";
import type { Machine } from "../model/machine/machine";
import { Mistake } from "../model/mistake";
import type { Stack } from "../model/stack";
import { Schedule, type Weekday } from "../values/schedule";
import { hours } from "../values/span";

/** One machine a day: what runs on the others goes on. */
const days: readonly Weekday[] = ["tuesday", "thursday", "saturday", "monday", "wednesday", "friday", "sunday"];

/** Evenings first: nobody works, and the jobs of the night have not begun. */
const times = ["22:00", "21:00", "23:00", "20:00", "19:00", "18:00", "17:00", "16:00", "15:00", "14:00", "06:00", "05:00"];

/** As long as a job may still run that has just begun, and as long as a machine may take to come back. */
const apart = hours(2);

/** When a machine restarts, where an upgrade asks for it. */
interface Restart {
  readonly day: Weekday;
  /** `HH:MM` in the time zone of the configuration. */
  readonly time: string;
}

/** @throws Mistake when jobs leave no time of the machine's day free. */
export function restartOf({ machines, jobs }: Stack, { name }: Machine): Restart {
  const day = days[machines.findIndex((machine) => machine.name === name) % days.length] as Weekday;
  const all = jobs.flatMap(({ schedule }) => (schedule ? [schedule] : []));
  const time = times.find((each) => !all.some((schedule) => schedule.meets(Schedule.weekly(day, each), apart)));
  if (time !== undefined) return { day, time };
  throw new Mistake(`no time of ${day} is two hours away from every job, so ${name} could never restart; move jobs together`);
}

/** What upgrades a machine by itself, and restarts it on its own day, away from backups and from the others. */
export function upgradeFiles(stack: Stack, machine: Machine): Record<string, string> {
  const { timeZone } = stack.config;
  const { day, time } = restartOf(stack, machine);
  return {
    "etc/apt/apt.conf.d/52mk360-upgrades": upgrades,
    "etc/systemd/system/mk360-reboot.service": rebootService,
    "etc/systemd/system/mk360-reboot.timer": timer(
      `Restart of ${machine.name}, where an upgrade asks for it`,
      `${day} *-*-* ${time} ${timeZone}`,
    ),
    // An hour before it, every day: what it restarts is interrupted then, and no backup with it.
    "etc/systemd/system/apt-daily-upgrade.timer.d/mk360.conf": `${made}[Timer]\nOnCalendar=\nOnCalendar=*-*-* ${hourBefore(time)} ${timeZone}\nRandomizedDelaySec=10min\n`,
  };
}

const made = "# Made by npm run synth; what is changed here by hand is lost.\n";

function timer(description: string, calendar: string): string {
  return `${made}[Unit]\nDescription=${description}\n\n[Timer]\nOnCalendar=${calendar}\n\n[Install]\nWantedBy=timers.target\n`;
}

function hourBefore(time: string): string {
  const [hour = "", minute = ""] = time.split(":");
  return `${String(Number(hour) - 1).padStart(2, "0")}:${minute}`;
}
