import { z } from "zod";
import { field } from "./field";
import { section } from "./groups";
import * as is from "./scalars";

/** A name as people read it: no space at an end, nothing that does not show, and parts that can be directories. */
const folderPattern = /^(?![\s/.])(?!.*(\/\/|\/\.|\s\/|\/\s|[\s/]$))[^\p{C}\p{Zl}\p{Zp}]{1,200}$/u;

const folder = field(z.string().regex(folderPattern), {
  says: "A folder of the mailbox, as its provider names it.",
  allowed: 'up to 200 characters, with / between folder and folder below, such as "Archive/2024"; no part begins with a dot',
  fix: "take the name from the mailbox's own list; a run that finds no such folder prints all that there are",
});

export const mailArchiveSchema = section("The mailbox that is copied to the NAS every night.", {
  account: is.mailLogin("The account of the mailbox; the contact address when left out.").optional(),
  host: is.hostName("The IMAP server of the mailbox, reached on port 993.").default("imap.gmail.com"),
  folders: field(z.array(folder).min(1).max(50), {
    says: "The folders that are copied, when it is not all mail.",
    allowed: "a list of 1 to 50 folders",
    fix: "write one folder a line, each after a hyphen and a space; leave the list out for all mail; to archive nothing, switch dovecot off",
  }).optional(),
}).prefault({});
