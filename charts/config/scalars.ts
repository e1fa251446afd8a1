import { z } from "zod";
import { AddressRange, isAddress } from "../values/address";
import { Cpu } from "../values/cpu";
import { timePattern, weekdays } from "../values/schedule";
import { Size } from "../values/size";
import { field } from "./field";

export * from "./names";
export { timeZone } from "./time-zone";

export const ipv4 = (says: string) =>
  field(z.string().refine(isAddress), {
    says,
    allowed: "an IPv4 address, such as 203.0.113.10",
    fix: "write four numbers from 0 to 255 with dots between them, and nothing else",
  });

export const ipv4Range = (says: string) =>
  field(
    z
      .string()
      .refine((text) => isRange(text))
      .transform((text) => AddressRange.parse(text)),
    {
      says,
      allowed: "an IPv4 range in CIDR notation that begins at its first address, such as 10.42.0.0/16",
      fix: "write the first address of the range, a slash and the number of fixed bits",
    },
  );

export const timeOfDay = (says: string) =>
  field(z.string().regex(timePattern), {
    says,
    allowed: 'a time from "00:00" to "23:59"',
    fix: 'write hours and minutes with two digits each, such as "03:30"',
  });

export const weekday = (says: string) =>
  field(z.enum(weekdays), {
    says,
    allowed: weekdays.join(", "),
    fix: "write the English name of the day in lower case",
    words: weekdays,
  });

export const size = (says: string) =>
  field(
    z
      .string()
      .regex(Size.pattern)
      .transform((text) => Size.parse(text)),
    {
      says,
      allowed: "a number, 0 or more, and a unit (Ki, Mi, Gi or Ti), such as 25Gi",
      fix: "write number and unit without a space: 25Gi, not 25 and not 25GB",
    },
  );

/** The size of a claim: what Kubernetes takes for one, in steps that every page can show. */
export const volumeSize = (says: string) =>
  field(
    z
      .string()
      .refine(isWholeMebibytes)
      .transform((text) => Size.parse(text)),
    {
      says,
      allowed: "a whole number of mebibytes, 1Mi or more, in Mi, Gi or Ti, such as 25Gi or 1.5Gi",
      fix: "write number and unit without a space: 25Gi, not 25 and not 25GB",
    },
  );

export const cpuCores = (says: string) =>
  field(
    z
      .number()
      .min(0)
      .max(128)
      .transform((count) => Cpu.cores(count)),
    {
      says,
      allowed: "a number of cores from 0 to 128, such as 0.75",
      fix: "write a plain number in that range, without quotes",
    },
  );

/** A whole number from `least` to `most`, in the unit that the field's name says. */
export const whole = (says: string, least: number, most: number) =>
  field(z.int().min(least).max(most), {
    says,
    allowed: `a whole number from ${least} to ${most}`,
    fix: "write a plain number in that range, without quotes",
  });

/** A number from `least` to `most`, fractions allowed. */
export const factor = (says: string, least: number, most: number) =>
  field(z.number().min(least).max(most), {
    says,
    allowed: `a number from ${least} to ${most}, such as 1.5`,
    fix: "write a plain number in that range, without quotes",
  });

export const yesNo = (says: string) => field(z.boolean(), { says, allowed: "true or false", fix: "write true or false, without quotes" });

/** One of a few words. */
export const choice = <const T extends readonly [string, ...string[]]>(says: string, words: T) =>
  field(z.enum(words), { says, allowed: words.join(" or "), fix: `write one of: ${words.join(", ")}`, words });

/** A line of at most `most` signs that is printed on papers as it is. */
export const printedLine = (says: string, most: number, fix: string) =>
  field(
    z
      .string()
      .max(most)
      .regex(/^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} .,:&'+()/-]*[\p{L}\p{M}\p{N}.)])?$/u),
    { says, allowed: `one line of at most ${most} signs: letters, digits, blanks and . , : & ' + ( ) / -`, fix },
  );

/** The public half of a WireGuard key: 32 bytes in Base64. */
export const wireguardKey = (says: string, wayTo: string) =>
  field(z.string().regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/), {
    says,
    allowed: "the 44 characters that `wg pubkey` prints, = at the end",
    fix: `write the line as it is printed: ${wayTo}`,
  });

function isWholeMebibytes(text: string): boolean {
  if (!Size.pattern.test(text)) return false;
  const { mebibytes } = Size.parse(text);
  return mebibytes >= 1 && Number.isInteger(mebibytes);
}

function isRange(text: string): boolean {
  try {
    AddressRange.parse(text);
    return true;
  } catch {
    return false;
  }
}
