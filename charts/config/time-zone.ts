import { z } from "zod";
import { localClock } from "../values/local-clock";
import { field } from "./field";
import { timeZoneNames } from "./time-zone-names";

const known = new Set(timeZoneNames);

/** A time zone by its name, spelled as in the database: Kubernetes takes no other case of the letters. */
export const timeZone = (says: string) =>
  field(z.string().refine(isTimeZone), {
    says,
    allowed: "a name of the IANA time zone database, such as Europe/Berlin",
    fix: "take the name from the list of tz database time zones, with its capital letters",
    words: timeZoneNames,
  });

/** A name that this Node does not know yet is refused too: the hours that its clocks skip could not be told. */
function isTimeZone(name: string): boolean {
  if (!known.has(name)) return false;
  try {
    localClock(name);
    return true;
  } catch {
    return false;
  }
}
