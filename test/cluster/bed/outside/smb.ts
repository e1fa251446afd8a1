import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { bedFolder, outside } from "../../../bed/place";
import { owners, places } from "../addresses";
import { passwords } from "./keys";
import { addUser, inRoot, ownedFolder } from "./root";

const { smb } = owners.machines.nas;

/** The NAS's two shares, each with the one user that may write to it. */
const shares = [
  { share: smb.businessShare, user: "archive-business", id: 3101, password: passwords.business },
  { share: smb.privateShare, user: "archive-private", id: 3102, password: passwords.private },
] as const;

export function startShares(): void {
  const settings = bedFolder("smb.conf");
  const lines = [
    "[global]",
    "server role = standalone server",
    `interfaces = ${places.nasItself}`,
    "bind interfaces only = yes",
    "smb ports = 445",
    "disable netbios = yes",
    "load printers = no",
    "map to guest = never",
    ...shares.flatMap(({ share, user }) => [`[${share}]`, `path = /srv/${share}`, `valid users = ${user}`, "read only = no"]),
  ];
  writeFileSync(settings, `${lines.join("\n")}\n`);
  for (const { share, user, id, password } of shares) {
    addUser(user, id, `/home/${user}`);
    ownedFolder(`/srv/${share}`, id);
    const [program = "", ...words] = inRoot("/usr/bin/smbpasswd");
    execFileSync(program, [...words, "-c", settings, "-s", "-a", user], {
      input: `${password}\n${password}\n`,
      stdio: ["pipe", "ignore", "pipe"],
    });
  }
  outside.start("smb", [...inRoot("/usr/sbin/smbd"), "--foreground", "--no-process-group", "--debug-stdout", `--configfile=${settings}`]);
}
