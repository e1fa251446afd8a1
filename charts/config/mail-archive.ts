import { z } from "zod";
import { field } from "./field";
import { section } from "./groups";
import * as is from "./scalars";

/** Words of letters, digits, dots, hyphens, underscores and square brackets, with single spaces or slashes between them. */
const folderPattern = /^[\p{L}\p{N}[][\p{L}\p{N}[\]._-]{0,60}(?:[ /][\p{L}\p{N}[][\p{L}\p{N}[\]._-]{0,60}){0,8}$/u;

const folder = field(z.string().regex(folderPattern), {
  says: "A folder of the mailbox, as its provider names it.",
  allowed: 'letters, digits, . - _ [ ], single spaces, and / between folder and folder below, such as "[Gmail]/All Mail"',
  fix: "take the name from the mailbox's own list; the part after [Gmail]/ is in the language of the account",
});

export const mailArchiveSchema = section("The mailbox that is copied to the NAS every night.", {
  account: is.mailAddress("The account of the mailbox; the contact address when left out.").optional(),
  host: is.hostName("The IMAP server of the mailbox, reached on port 993.").default("imap.gmail.com"),
  folders: field(z.array(folder).min(1).max(50), {
    says: "The folders that are copied. Gmail shows a mail once for each label, and all of them in All Mail.",
    allowed: "a list of 1 to 50 folders",
    fix: "write one folder a line, each after a hyphen and a space; to archive nothing, switch dovecot off",
  }).default(["[Gmail]/All Mail"]),
}).prefault({});
