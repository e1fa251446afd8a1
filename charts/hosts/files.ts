import type { Stack } from "../model/stack";
import { hetznerRules } from "./firewall/hetzner";
import { rulesetOf } from "./firewall/ruleset";
import { ufwRules } from "./firewall/ufw";
import { k3sFile } from "./k3s";
import { setUpFiles } from "./set-up";
import { upgradeFiles } from "./upgrades";
import { wireguardFile } from "./wireguard";

/**
 * Everything that the machines are set up with, by path below generated/: a folder a machine, which goes there as it is. What
 * lies below `etc` in it lies there on the machine.
 */
export function hostFiles(stack: Stack): ReadonlyMap<string, string> {
  return new Map(
    stack.machines.flatMap((machine) =>
      Object.entries({
        ...setUpFiles(machine),
        ...upgradeFiles(stack, machine),
        "etc/rancher/k3s/config.yaml": k3sFile(machine, stack.config),
        "etc/wireguard/wg0.conf": wireguardFile(stack, machine),
        "etc/mk360/firewall.nft": rulesetOf(stack, machine),
        "etc/mk360/ufw.rules": ufwRules(stack, machine),
        ...(machine.publicAddress === undefined ? {} : { "hetzner-firewall.json": hetznerRules(stack, machine) }),
      }).map(([path, text]): [string, string] => [`hosts/${machine.name}/${path}`, text]),
    ),
  );
}
