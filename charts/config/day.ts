import { z } from "zod";
import { field } from "./field";

const pattern = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** A day that has begun somewhere on earth, as 2026-11-28. */
export const pastDay = (says: string) =>
  field(
    z
      .string()
      .regex(pattern)
      .refine((text) => isDay(text) && text <= dayAt(Date.now() + 14 * 3_600_000)),
    {
      says,
      allowed: "a day that is not to come, as year-month-day, such as 2026-11-28",
      fix: "write four, two and two digits of a day that has begun",
    },
  );

/** True for a day that the calendar has. */
export function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && dayAt(time) === text;
}

function dayAt(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
