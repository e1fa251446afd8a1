import { join } from "node:path";
import { project } from "./addresses";
import type { Node } from "./node";

/** Puts the firewall of generated/hosts before a machine. */
export function raiseFirewall({ name, place }: Node): void {
  place.run("nft", "--file", join(project, "generated/hosts", name, "etc/mk360/firewall.nft"));
}

/** Takes it away again, whether or not it stands. */
export function lowerFirewall({ place }: Node): void {
  place.run("bash", "-c", "for table in mk360 mk360_bans; do nft delete table inet $table 2>/dev/null || true; done");
}
