import { readFileSync } from "node:fs";
import { bedFolder, outside } from "../../../bed/place";
import { owners } from "../addresses";

const { copyWeekly, copyMonthly } = owners.backup;

/** The two places that copies go to by SSH, each with a key of its own by which it is known. */
export const sshPlaces = [
  { name: "remote-nas", target: copyWeekly.target },
  { name: "storage-box", target: copyMonthly.target },
] as const;

export function makeHostKeys(): void {
  for (const { name } of sshPlaces) outside.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", bedFolder(`${name}-host`));
  outside.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "storage-box", "-f", bedFolder("storage-box-user"));
}

/** What only the owner knows, as the places outside know it: by credential and key. */
export function ownersValues(): Record<string, Record<string, string>> {
  const knownHosts = ({ name, target }: (typeof sshPlaces)[number]) => {
    const host = target.port === 22 ? target.host : `[${target.host}]:${target.port}`;
    return `${host} ${readFileSync(bedFolder(`${name}-host.pub`), "utf8")}`;
  };
  return {
    "archive-business": { password: passwords.business },
    "archive-private": { password: passwords.private },
    "backup-remote-nas": { "known-hosts": knownHosts(sshPlaces[0]) },
    "backup-storage-box": { "known-hosts": knownHosts(sshPlaces[1]), "ssh-key": readFileSync(bedFolder("storage-box-user"), "utf8") },
    "mail-archive-account": { password: passwords.mailbox },
  };
}

/** Made up, for this bed alone. */
export const passwords = { business: "of-the-business-share", private: "of-the-private-share", mailbox: "abcdefghijklmnop" } as const;
