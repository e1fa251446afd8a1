import {
  accepts,
  bulk,
  type Context,
  Credential,
  certificate,
  daily,
  endpoints,
  family,
  gibi,
  health,
  home,
  htpasswd,
  images,
  mebi,
  memory,
  milli,
  notBackedUp,
  onlyRead,
  random,
  seconds,
  service,
  share,
  text,
  upTo,
  user,
} from "../../vocabulary";
import { mbsync } from "../mbsync/mbsync";
import settings from "./dovecot.conf";

/** The owner types it into Roundcube, which hands it on: Dovecot alone knows it, and only by its hash. */
export const mailArchiveLogin = new Credential("mail-archive-login", "opens the mail archive, in Roundcube", {
  username: text("archive"),
  password: random(24),
  // A line of htpasswd is a line of Dovecot's list of users too.
  users: htpasswd("archive", "password"),
});

const tls = new Credential("dovecot-tls", "proves to Roundcube that Dovecot is Dovecot", {
  "tls.crt": certificate("certificate", ...endpoints.dovecot.certificateNames),
  "tls.key": certificate("key", ...endpoints.dovecot.certificateNames),
});

/** Every login opens INBOX. Where mbsync does not fill one, an empty one outside of the archive, which Dovecot may make, stands in. */
function withInbox({ config }: Context): string {
  const isArchived = config.mailArchive.folders?.includes("INBOX") ?? false;
  return `${settings}\nmail_inbox_path = ${isArchived ? "/mail/INBOX" : "/state/inbox"}\n`;
}

export const dovecot = service("dovecot", {
  does: "Serves the mail archive to Roundcube by IMAP, beside the disks that hold it; reads only.",
  network: "private",
  machine: "nas",
  phase: 3,
  image: images.mail,
  runsAs: user(1000),
  command: ["dovecot"],
  args: ["-F", "-c", "/etc/mail-archive/dovecot.conf"],
  files: { "/etc/mail-archive/dovecot.conf": withInbox },
  secrets: [mailArchiveLogin.file("users"), tls.file("tls.crt"), tls.file("tls.key")],
  ports: endpoints.dovecot.ports,
  keeps: {
    mail: onlyRead(
      bulk(
        "mail",
        gibi(800),
        "/mail",
        "the archived mails, one file each",
        notBackedUp("too large for the daily backups: Hyper Backup takes this share to the remote NAS each week"),
      ),
    ),
    state: home(
      gibi(4),
      "/state",
      "the numbers by which readers know each mail, and an index that can be made again",
      daily({ without: ["index"] }),
    ),
  },
  writes: { "/run/dovecot": upTo(mebi(16)), "/tmp": upTo(mebi(64)) },
  memory: memory(
    mebi(24),
    mebi(64),
    "measured with 2.4.1: 10 MiB at rest, 27 MiB more while a folder of 150 000 mails is open; beyond 250 000 in one folder it is too little",
  ),
  cpu: share(milli(20)),
  health: health({ ready: accepts("imaps"), every: seconds(30) }),
  personalData: [
    family(
      "mails with all that they hold",
      "keeping the private correspondence, for private purposes alone",
      "until the owner deletes them",
    ),
  ],
  jobs: [mbsync],
});
