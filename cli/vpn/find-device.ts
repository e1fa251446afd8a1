import { Refusal } from "../../charts/config/refusal";
import type { Config } from "../../charts/config/schema";
import { didYouMean } from "../../charts/values/nearest";

/**
 * @param also what else may have been meant.
 * @throws Refusal when config.yaml lists no such device.
 */
export function deviceNamed(name: string, { wireguard }: Config, command: string, also?: string): Config["wireguard"]["peers"][number] {
  const found = wireguard.peers.find((device) => device.name === name);
  if (found) return found;
  const names = wireguard.peers.map((device) => device.name);
  throw new Refusal(command, [
    {
      where: "NAME",
      value: name,
      allowed: names.length > 0 ? names.join(", ") : "a device of wireguard.peers, which lists none",
      fix: [didYouMean(name, names) ?? "mk360 vpn list shows them, mk360 vpn add makes one", ...(also ? [also] : [])].join("; "),
    },
  ]);
}
