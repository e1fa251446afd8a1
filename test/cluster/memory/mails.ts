import { spawn } from "node:child_process";
import { chown, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "../../support/finished";
import type { Bed } from "../bed/bed";
import { kubeconfigOf } from "../bed/credentials";
import { program } from "../bed/programs";

/** How many mails lie in the folder that is opened, and by how many at one time: as many as its settings allow. */
export const mails = { count: 10_000, readers: 4 } as const;

const folderName = "Load";

/** All readers list and search a large folder at one time, as Dovecot serves them after their login. */
export async function openLargeFolder(bed: Bed): Promise<void> {
  const folder = join(bed.nodes.nas.folder, "volume1/private/email", folderName);
  await fill(folder);
  try {
    await Promise.all(Array.from({ length: mails.readers }, () => read()));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function read(): Promise<void> {
  // In the container, so that it counts there; the program that Dovecot starts after a login.
  const child = spawn(
    program("kubectl"),
    [
      ...["--kubeconfig", kubeconfigOf("admin"), "exec", "-i", "-n", "private", "deploy/dovecot", "-c", "dovecot", "--"],
      ...["doveadm", "-c", "/etc/mail-archive/dovecot.conf", "exec", "imap", "-u", "archive"],
    ],
    { stdio: ["pipe", "pipe", "pipe"] },
  );
  // Left open: at the end of its input it would stop half way. After the last word it ends by itself.
  child.stdin.write(
    [`a EXAMINE ${folderName}`, "b FETCH 1:* (UID FLAGS RFC822.SIZE ENVELOPE)", 'c SEARCH SUBJECT "mail 9999"', "d LOGOUT", ""].join(
      "\r\n",
    ),
  );
  const { stdout, stderr } = await finished(child);
  const found = new RegExp(`^\\* ${mails.count} EXISTS`, "m").test(stdout) && /^c OK/m.test(stdout);
  if (!found) throw new Error(`Dovecot does not open the folder: ${stderr}${stdout.slice(-500)}`);
}

async function fill(folder: string): Promise<void> {
  for (const part of ["", "cur", "new", "tmp"]) {
    await mkdir(join(folder, part), { recursive: true });
    await chown(join(folder, part), 1000, 1000);
  }
  for (let number = 0; number < mails.count; number += 1) {
    const text = `From: a@example.com\nTo: b@example.com\nSubject: mail ${number}\nDate: Thu, 26 Nov 2026 10:00:00 +0100\n\nText\n`;
    await writeFile(join(folder, "cur", `${1_700_000_000 + number}.M1P1.host:2,S`), text);
  }
}
