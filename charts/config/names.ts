import { z } from "zod";
import { field } from "./field";

/** One label of a host name (RFC 1123), in lower case. */
export const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";

/** Letters, or a name in another script as DNS writes it. */
const topLevel = "(?:[a-z]{2,63}|xn--[a-z0-9-]{1,58}[a-z0-9])";

/** A word or several with single blanks between them, of letters of any script, digits, dots, hyphens and underscores; never two dots in a row. */
const givenName = "(?![^/]*\\.\\.)[\\p{L}\\p{N}_](?:[\\p{L}\\p{M}\\p{N}._-]| (?! ))*(?<! )";

const hostPattern = new RegExp(`^(?=.{4,253}$)(?:${label}\\.)+${topLevel}$`);
const mailPattern = new RegExp(
  `^(?=.{6,254}$)(?=[^@]{1,64}@)[A-Za-z0-9_][A-Za-z0-9_+-]*(?:\\.[A-Za-z0-9_+-]+)*@(?:${label}\\.)+${topLevel}$`,
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

/** An absolute path, as whoever made it has named its folders. */
export const directory = (says: string) =>
  field(
    z
      .string()
      .max(500)
      .regex(new RegExp(`^(?:/${givenName}){1,12}$`, "u")),
    {
      says,
      allowed: "an absolute path of letters, digits, dots, hyphens, underscores and single blanks, such as /volume1/backups",
      fix: "begin with a slash, leave out .. and a slash at the end",
    },
  );

/** A share of the NAS, or a folder in one, as DSM lets people name it; no name of ours. */
export const shareName = (says: string) =>
  field(
    z
      .string()
      .max(64)
      .regex(new RegExp(`^${givenName}$`, "u")),
    {
      says,
      allowed:
        "a name as DSM shows it: letters, digits, dots, hyphens, underscores and single blanks, at most 64 characters, such as Geschäft Büro",
      fix: "write the name of one share or folder, without a slash and without what stands before it",
    },
  );

/** An account of somebody else's machine, as that machine names it. */
export const sshUser = (says: string) =>
  field(z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/), {
    says,
    allowed: "the name of the account: letters, digits, dots, hyphens and underscores, at most 64 characters, such as rsync_mk360",
    fix: "write the name as it is typed before the @ of ssh, and nothing else",
  });

/** A login at a mail server: for most providers the mail address, for some a name or a number. */
export const mailLogin = (says: string) =>
  field(z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._+=@-]{0,253}$/), {
    says,
    allowed: "the login as the provider names it, such as mailer@mk360.de or web123p4",
    fix: "copy it from the provider's page, without a name and without angle brackets",
  });

/** A short name of lower-case letters, digits and hyphens. */
export const slug = (says: string) =>
  field(z.string().regex(/^[a-z](?:[a-z0-9-]{0,39}[a-z0-9])?$/), {
    says,
    allowed: "lower-case letters, digits and hyphens, a letter first, no hyphen last, at most 41 characters",
    fix: "write a plain short name, such as owner-laptop",
  });

/** A volume by its service and its name there. */
export const volumeName = (says: string) =>
  field(z.string().regex(/^[a-z][a-z0-9-]{0,40}\/[a-z][a-z0-9-]{0,40}$/), {
    says,
    allowed: "service/volume, such as postgres/data",
    fix: "take the name from generated/docs/services.md",
  });
