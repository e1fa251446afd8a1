import library from "../../backup/lib.sh";
import { watched } from "../../backup/watched";
import {
  type Config,
  type Context,
  Credential,
  capped,
  cores,
  type Fault,
  given,
  hours,
  images,
  internet,
  job,
  mailboxOf,
  mailPassword,
  mebi,
  memory,
  milli,
  Schedule,
  secretPath,
  tcp,
  upTo,
  user,
} from "../../vocabulary";
import findFolders from "./find-folders.pl";
import pullMail from "./pull-mail.sh";

const account = new Credential("mail-archive-account", "lets mbsync read the mailbox that is archived", {
  password: given(
    "an app password of the mailbox in config.yaml; Google gives one after the two-step login is on",
    "no mail is archived",
    mailPassword("mailArchive"),
  ),
});
const password = account.file("password");

const archive = "/mail";

/** The same for every folder; the script adds a channel for each. What mbsync remembers lies beside the mails, so that a copy of the share is whole by itself. */
function settings({ config: { mailArchive, contact } }: Context): string {
  return [
    // Nothing is ever sent back, removed or expunged: what disappears from the mailbox stays in the archive.
    "Sync Pull New Flags",
    "Create Near",
    "Remove None",
    "Expunge None",
    "CopyArrivalDate yes",
    "SyncState *",
    "",
    "MaildirStore archive",
    `Path ${archive}/`,
    `Inbox ${archive}/INBOX`,
    "SubFolders Verbatim",
    "",
    "IMAPAccount mailbox",
    `Host ${mailArchive.host}`,
    `User ${mailArchive.account ?? contact}`,
    `PassCmd "cat ${secretPath(password)}"`,
    "TLSType IMAPS",
    "CertificateFile /etc/ssl/certs/ca-certificates.crt",
    // A folder of many mails takes its time to answer.
    "Timeout 120",
    "",
    "IMAPStore mailbox",
    "Account mailbox",
    // Folders bear the names that the server gives them.
    "UseNamespace no",
    "",
  ].join("\n");
}

/** Services mail their resets to the account that sends them: archived, they would be read by whoever reads the archive. */
function refusesOneMailbox({ mail, mailArchive, contact }: Config): Fault[] {
  const archived = mailArchive.account ?? contact;
  if (mailboxOf(archived) !== mailboxOf(mail.user)) return [];
  return [
    {
      where: "mail.user",
      value: mail.user,
      allowed: `another account than the mailbox that is archived (${archived}): whoever takes a service that sends by it could read everything there`,
      fix: "make an account at the provider that only sends, or archive nothing and switch dovecot and roundcube off",
    },
  ];
}

/**
 * The owner fixed 02:00, which one night of spring does not have. The first pull takes many nights: Google gives about
 * 2.5 GB a day, and a run that is cut off goes on where it stopped.
 */
export const mbsync = job("mbsync", {
  does: "Pulls new mails of the mailbox into the archive on the NAS; never deletes.",
  network: "private",
  machine: "nas",
  phase: 3,
  schedule: Schedule.daily("02:00"),
  refuses: refusesOneMailbox,
  makesUp: true,
  watch: watched(),
  image: images.mail,
  runsAs: user(1000),
  command: ["sh", "/scripts/pull-mail.sh"],
  env: {
    MAILBOX_HOST: ({ config }) => config.mailArchive.host,
    MAILBOX_ACCOUNT: ({ config }) => config.mailArchive.account ?? config.contact,
    MAILBOX_PASSWORD_FILE: password,
    MAILBOX_FOLDERS_FILE: "/etc/mail-archive/folders",
    MBSYNC_SETTINGS_FILE: "/etc/mail-archive/mbsyncrc",
    ARCHIVE_DIRECTORY: archive,
    HOME: "/tmp",
  },
  files: {
    "/scripts/pull-mail.sh": pullMail,
    "/scripts/find-folders.pl": findFolders,
    "/scripts/lib.sh": library,
    "/etc/mail-archive/mbsyncrc": settings,
    "/etc/mail-archive/folders": ({ config }) => [...new Set(config.mailArchive.folders)].map((name) => `${name}\n`).join(""),
  },
  uses: [internet("pulls the mails by IMAP over TLS", tcp(993))],
  borrows: [{ service: "dovecot", volume: "mail", path: archive, writable: true }],
  writes: { "/tmp": upTo(mebi(64)) },
  memory: memory(mebi(64), mebi(256), "one mail at a time and a line for each mail of a folder"),
  cpu: capped(milli(50), cores(1), "DNS and the vault share the NAS"),
  endsWithin: hours(20),
  // A young pod may be refused its first connections.
  retries: 3,
});
