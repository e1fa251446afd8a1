import report from "../../hosts/files/check/report.sh";
import sshd from "../../hosts/files/check/sshd.conf";
import sudoers from "../../hosts/files/check/sudoers.conf";
import type { Stack } from "../model/stack";

/** Who logs in on a machine to look at it; sshd gives this user one program, which changes nothing. */
export const checkUser = "mk360-check";

/** What a machine needs so that whoever has one of the keys of config.yaml may look at it. */
export function checkUserFiles({ config }: Stack): Record<string, string> {
  return {
    "etc/mk360/check-keys": config.ssh.keys.map((key) => `${key}\n`).join(""),
    "etc/mk360/report.sh": report,
    // After the file that says how one logs in: a block for one user ends with its file.
    "etc/ssh/sshd_config.d/20-mk360-check.conf": sshd,
    "etc/sudoers.d/mk360-check": sudoers,
  };
}
