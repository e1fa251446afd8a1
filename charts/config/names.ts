import { z } from "zod";
import { field } from "./field";

/** One label of a host name (RFC 1123), in lower case. */
export const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";

const hostPattern = new RegExp(`^(?=.{4,253}$)(?:${label}\\.)+[a-z]{2,63}$`);
const mailPattern = new RegExp(
  `^(?=.{6,254}$)(?=[^@]{1,64}@)[A-Za-z0-9_][A-Za-z0-9_+-]*(?:\\.[A-Za-z0-9_+-]+)*@(?:${label}\\.)+[a-z]{2,63}$`,
);

/** A host name with at least one dot, in lower case. */
export const hostName = (says: string) =>
  field(z.string().regex(hostPattern), {
    says,
    allowed: "a host name in lower case with letters, digits, hyphens and at least one dot, such as mk360.de",
    fix: "write the plain name, without https://, without a path and without a dot at the end",
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

/** An absolute path that needs no quotes anywhere. */
export const directory = (says: string) =>
  field(z.string().regex(/^(\/[A-Za-z0-9_-][A-Za-z0-9._-]{0,100}){1,12}$/), {
    says,
    allowed: "an absolute path of letters, digits, dots, hyphens and underscores, such as /volume1/backups",
    fix: "begin with a slash, leave out .. and a slash at the end",
  });

/** A short name of lower-case letters, digits and hyphens. */
export const slug = (says: string) =>
  field(z.string().regex(/^[a-z](?:[a-z0-9-]{0,39}[a-z0-9])?$/), {
    says,
    allowed: "lower-case letters, digits and hyphens, a letter first, no hyphen last, at most 41 characters",
    fix: "write a plain short name, such as owner-laptop",
  });
