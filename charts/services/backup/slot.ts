import { createHash } from "node:crypto";
import { Mistake, Schedule, type Service } from "../vocabulary";

/** What is backed up by one job: a service, or what no service keeps. */
export type BackedUp = Pick<Service, "name" | "firstName" | "backupMinute">;

/** How many minutes behind the first the last of the daily backups begins. */
const lastMinute = 60;

/** When the daily backup of a service begins, where the first may begin at `time`. */
export function slotOf(service: BackedUp, time: string): Schedule {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  const total = (hour * 60 + minute + minuteOf(service)) % (24 * 60);
  return Schedule.daily(`${twoDigits(Math.floor(total / 60))}:${twoDigits(total % 60)}`);
}

/**
 * Two that begin at one minute. Whichever of them moved by itself would depend on who else is there, so one of them says
 * another minute and no third one moves.
 * @throws Mistake naming both and the next minute that is free, or a minute that is none.
 */
export function refuseSlotsTwice(services: readonly BackedUp[]): void {
  const owners = new Map<number, BackedUp>();
  for (const service of services) {
    const minute = minuteOf(service);
    if (!Number.isInteger(minute) || minute < 0 || minute > lastMinute)
      throw new Mistake(`${service.name}: backupMinute is ${minute}; write a whole number from 0 to ${lastMinute}`);
    const other = owners.get(minute);
    if (other) throw new Mistake(twice([service.name, other.name].sort(), minute, new Set(services.map(minuteOf))));
    owners.set(minute, service);
  }
}

/** What it says itself, or 1 to 60, as its name alone has it: nobody else, and no order, moves it. */
function minuteOf(service: BackedUp): number {
  return service.backupMinute ?? 1 + (createHash("sha256").update(`${service.firstName}-backup`).digest().readUInt32BE() % lastMinute);
}

function twice([one, other]: readonly string[], minute: number, taken: ReadonlySet<number>): string {
  const after = Array.from({ length: lastMinute }, (_, index) => (minute + 1 + index) % (lastMinute + 1));
  const free = after.find((each) => !taken.has(each));
  const fix = free === undefined ? "there is no free minute left" : `write backupMinute: ${free} for the one that came later`;
  return `the daily backups of ${one} and ${other} both begin ${minute} minutes after the first; ${fix}`;
}

function twoDigits(value: number): string {
  return `${value}`.padStart(2, "0");
}
