import { z } from "zod";
import { AddressRange, isAddress } from "../values/address";
import { Cpu } from "../values/cpu";
import { timePattern, weekdays } from "../values/schedule";
import { Size } from "../values/size";
import { field } from "./field";

const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const hostPattern = new RegExp(`^(?=.{4,253}$)(?:${label}\\.)+[a-z]{2,63}$`);
const mailPattern = new RegExp(`^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}@(?:${label}\\.)+[a-z]{2,63}$`);

/** A host name with at least one dot, in lower case. */
export const hostName = (says: string) =>
  field(z.string().regex(hostPattern), {
    says,
    allowed: "a host name in lower case with letters, digits, hyphens and at least one dot, such as mk360.de",
    fix: "write the plain name, without https:// and without a path",
  });

/** One label of a host name, such as `crm`. */
export const hostLabel = (says: string) =>
  field(z.string().regex(new RegExp(`^${label}$`)), {
    says,
    allowed: "one part of a host name: lower-case letters, digits and hyphens, at most 63 characters, such as crm",
    fix: "write the part before the domain only",
  });

export const mailAddress = (says: string) =>
  field(z.string().regex(mailPattern), {
    says,
    allowed: "one mail address, such as owner@mk360.de",
    fix: "write the bare address, without a name and without angle brackets",
  });

export const ipv4 = (says: string) =>
  field(z.string().refine(isAddress), {
    says,
    allowed: "an IPv4 address, such as 203.0.113.10",
    fix: "write four numbers from 0 to 255 with dots between them",
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
    allowed: 'a time from "00:00" to "23:59", in quotes',
    fix: "write hours and minutes with two digits each, in quotes",
  });

export const weekday = (says: string) =>
  field(z.enum(weekdays), {
    says,
    allowed: weekdays.join(", "),
    fix: "write the English name of the day in lower case",
  });

export const size = (says: string) =>
  field(
    z
      .string()
      .regex(Size.pattern)
      .transform((text) => Size.parse(text)),
    {
      says,
      allowed: "a number and a unit (Mi, Gi or Ti), such as 25Gi",
      fix: "add the unit: 25Gi and not 25 or 25GB",
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
      fix: "write a plain number",
    },
  );

export const directory = (says: string) =>
  field(z.string().regex(/^(\/[A-Za-z0-9_-][A-Za-z0-9._-]{0,100}){1,12}$/), {
    says,
    allowed: "an absolute path of letters, digits, dots, hyphens and underscores, such as /volume1/backups",
    fix: "begin with a slash, leave out .. and a slash at the end",
  });

/** A short name of lower-case letters, digits and hyphens. */
export const slug = (says: string) =>
  field(z.string().regex(/^[a-z][a-z0-9-]{0,40}$/), {
    says,
    allowed: "lower-case letters, digits and hyphens, a letter first, at most 41 characters",
    fix: "write a plain short name",
  });

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
  field(z.enum(words), { says, allowed: words.join(" or "), fix: `write one of: ${words.join(", ")}` });

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return /^[A-Za-z]+(\/[A-Za-z0-9_+-]+)*$/.test(name);
  } catch {
    return false;
  }
}

function isRange(text: string): boolean {
  try {
    AddressRange.parse(text);
    return true;
  } catch {
    return false;
  }
}
