import { mkdirSync, writeFileSync } from "node:fs";
import { bedFolder, outside } from "../../../bed/place";
import { places } from "../addresses";
import { sshPlaces } from "./keys";
import { addUser, inRoot, ownedFolder, root } from "./root";

const addresses = { "remote-nas": places.remoteNas, "storage-box": places.storageBox } as const;

/** The remote NAS and the StorageBox: SFTP alone, each for the one user of config.yaml, who is known by a public key. */
export function startSshPlaces(publicKeys: Readonly<Record<"remote-nas" | "storage-box", string>>): void {
  // Its server gives up rights in an empty folder.
  mkdirSync(root("run/sshd"), { recursive: true });
  sshPlaces.forEach(({ name, target }, index) => {
    const id = 3000 + index;
    addUser(target.user, id, `/home/${name}`);
    ownedFolder(target.path, id);
    const file = bedFolder(`${name}.sshd`);
    writeFileSync(bedFolder(`${name}.authorized`), publicKeys[name], { mode: 0o644 });
    const settings = [
      ["Port", `${target.port}`],
      ["ListenAddress", addresses[name]],
      ["HostKey", bedFolder(`${name}-host`)],
      ["AuthorizedKeysFile", bedFolder(`${name}.authorized`)],
      ["StrictModes", "no"],
      ["UsePAM", "no"],
      ["PasswordAuthentication", "no"],
      ["Subsystem", "sftp internal-sftp"],
      ["ForceCommand", "internal-sftp"],
      ["PidFile", "none"],
    ];
    writeFileSync(file, settings.map((words) => `${words.join(" ")}\n`).join(""));
    outside.start(`ssh-${name}`, [...inRoot("/usr/sbin/sshd"), "-D", "-e", "-f", file]);
  });
}
