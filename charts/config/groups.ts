import { z } from "zod";
import { field } from "./field";

/** A mapping whose keys are all known. */
export function section<const S extends z.ZodRawShape>(says: string, shape: S) {
  return field(z.strictObject(shape), {
    says,
    allowed: `a mapping of these fields: ${Object.keys(shape).join(", ")}`,
    fix: "write the fields below it, each indented by two more spaces",
  });
}

/** A mapping with keys that are known, and others that the owner chooses. */
export function named<const S extends z.ZodRawShape, V extends z.ZodType>(says: string, shape: S, other: V) {
  return field(z.strictObject(shape).catchall(other), {
    says,
    allowed: `a mapping of ${Object.keys(shape).join(", ")}, and of names of your own`,
    fix: "write the fields below it, each indented by two more spaces",
  });
}

/** A list of at most `most` entries. */
export function listOf<E extends z.ZodType>(says: string, entry: E, most: number) {
  return field(z.array(entry).max(most), {
    says,
    allowed: `a list of at most ${most} entries, [] for none`,
    fix: "write one entry a line, each after a hyphen and a space",
  });
}

/** A mapping whose keys are names that the owner chooses. */
export function namesTo<K extends z.core.$ZodRecordKey & z.ZodType, V extends z.ZodType>(says: string, key: K, value: V, example: string) {
  return field(z.record(key, value), {
    says,
    allowed: `a mapping such as {${example}}, {} for none`,
    fix: "write one name a line, a colon and its value",
  });
}
