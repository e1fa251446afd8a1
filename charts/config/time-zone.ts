import { z } from "zod";
import { field } from "./field";

const shape = /^[A-Z][A-Za-z0-9]*(\/[A-Z][A-Za-z0-9_+-]*)*$/;

/** A time zone by its name, spelled as in the database: Kubernetes takes no other case of the letters. */
export const timeZone = (says: string) =>
  field(z.string().refine(isTimeZone), {
    says,
    allowed: "a name of the IANA time zone database, such as Europe/Berlin",
    fix: "take the name from the list of tz database time zones, with its capital letters",
  });

function isTimeZone(name: string): boolean {
  if (!shape.test(name)) return false;
  try {
    const resolved = new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
    const isOtherName = resolved.toLowerCase() !== name.toLowerCase();
    return resolved === name || isOtherName;
  } catch {
    return false;
  }
}
