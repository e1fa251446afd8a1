import { Schedule, type Weekday } from "../../values/schedule";
import { hours } from "../../values/span";
import { Mistake } from "../mistake";
import type { Machine } from "./machine";

/** One machine a day: what runs on the others goes on. */
const days: readonly Weekday[] = ["tuesday", "thursday", "saturday", "monday", "wednesday", "friday", "sunday"];

/** Evenings first: nobody works, and the jobs of the night have not begun. */
const times = ["22:00", "21:00", "23:00", "20:00", "19:00", "18:00", "17:00", "16:00", "15:00", "14:00", "06:00", "05:00"];

/** As long as a job may still run that has just begun, and as long as a machine may take to come back. */
const apart = hours(2);

/** When a machine restarts, where an upgrade asks for it. */
export interface Restart {
  readonly day: Weekday;
  /** `HH:MM` in the time zone of the configuration. */
  readonly time: string;
}

/** What decides about it. */
interface Restarting {
  readonly machines: readonly Machine[];
  readonly jobs: readonly { readonly schedule?: Schedule | undefined }[];
}

/** @throws Mistake when jobs leave no time of the machine's day free. */
export function restartOf({ machines, jobs }: Restarting, { name }: Pick<Machine, "name">): Restart {
  const day = days[machines.findIndex((machine) => machine.name === name) % days.length] as Weekday;
  const all = jobs.flatMap(({ schedule }) => (schedule ? [schedule] : []));
  const time = times.find((each) => !all.some((schedule) => schedule.meets(Schedule.weekly(day, each), apart)));
  if (time !== undefined) return { day, time };
  throw new Mistake(`no time of ${day} is two hours away from every job, so ${name} could never restart; move jobs together`);
}
