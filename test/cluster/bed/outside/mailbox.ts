import { mkdirSync, writeFileSync } from "node:fs";
import { bedFolder, outside } from "../../../bed/place";
import { owners, places } from "../addresses";
import type { Authority } from "../authority";
import { passwords } from "./keys";
import { addUser, inRoot, root } from "./root";

const { host, account } = owners.mailArchive;
/** What the provider calls the folder that holds everything. */
const all = "[Gmail]/Alle Nachrichten";
const letters = 20;

/** The provider's IMAP server, with letters in the folder that it marks as holding all mail. */
export async function startMailbox(authority: Authority): Promise<void> {
  const { certificate, key } = await authority.sign(`CN=${host}`, { names: [host] });
  writeFileSync(bedFolder("mailbox.pem"), certificate);
  writeFileSync(bedFolder("mailbox-key.pem"), key);
  addUser("provider", 3200, "/srv/provider");
  mkdirSync(root("run/provider"), { recursive: true });
  const mail = root(`/srv/provider/${account}/mail/${all}`);
  for (const folder of ["cur", "new", "tmp"]) mkdirSync(`${mail}/${folder}`, { recursive: true });
  for (let number = 0; number < letters; number += 1) {
    const lines = ["From: anna@example.org", `To: ${account}`, `Subject: Letter ${number}`, `Message-ID: <${number}@example.org>`];
    writeFileSync(`${mail}/cur/${1_700_000_000 + number}.M${number}.provider:2,S`, `${lines.join("\n")}\n\nLetter ${number}.\n`);
  }
  outside.run("chown", "-R", "3200:3200", root("/srv/provider"));
  writeFileSync(
    bedFolder("mailbox.conf"),
    `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
listen = ${places.mailbox}
base_dir = /run/provider
state_dir = /run/provider
log_path = /dev/stderr
default_internal_user = provider
default_internal_group = nogroup
default_login_user = provider
service imap-login {
  chroot =
  inet_listener imap {
    port = 0
  }
}
service anvil {
  chroot =
}
ssl = required
ssl_server_cert_file = ${bedFolder("mailbox.pem")}
ssl_server_key_file = ${bedFolder("mailbox-key.pem")}
passdb static {
  password = ${passwords.mailbox}
}
userdb static {
  fields {
    uid = 3200
    gid = 3200
    home = /srv/provider/%{user}
  }
}
first_valid_uid = 3200
mail_driver = maildir
mail_path = ~/mail
mailbox_list_layout = fs
namespace inbox {
  inbox = yes
  separator = /
  mailbox "${all}" {
    special_use = \\All
  }
}
`,
  );
  outside.start("mailbox", [...inRoot("/usr/sbin/dovecot"), "-F", "-c", bedFolder("mailbox.conf")]);
}
