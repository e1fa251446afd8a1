import type { ColdStartPod } from "../model/cold-start";
import type { Machine } from "../model/machine/machine";
import type { Stack } from "../model/stack";
import { checkUserFiles } from "./check-user";
import { coldStartFiles } from "./cold-start/files";
import { fail2banFiles } from "./fail2ban/files";
import { hetznerRules } from "./firewall/hetzner";
import { rulesetOf } from "./firewall/ruleset";
import { ufwRules } from "./firewall/ufw";
import { k3sFiles } from "./k3s/files";
import { pathsFile } from "./paths";
import { resolverFiles } from "./resolver";
import { setUpFiles } from "./set-up";
import { upgradeFiles } from "./upgrades";
import { userData } from "./user-data";
import { volumeFiles } from "./volumes";
import { volumesKeyFiles } from "./volumes-key";
import { wireguardFile } from "./wireguard";

/**
 * The folder of one machine, by path in it, which goes there as it is. What lies below `etc` in it lies there on the machine.
 * `coldStart` is what it runs by itself while the server is away.
 */
export function machineFiles(stack: Stack, machine: Machine, coldStart: readonly ColdStartPod[]): ReadonlyMap<string, string> {
  return new Map(
    Object.entries({
      ...setUpFiles(stack, machine),
      ...coldStartFiles(stack.config, machine, coldStart),
      ...upgradeFiles(stack, machine),
      ...fail2banFiles(stack, machine),
      ...checkUserFiles(stack),
      "user-data": userData(stack, machine),
      paths: pathsFile(stack, machine),
      ...volumeFiles(stack, machine),
      ...volumesKeyFiles(stack, machine),
      ...k3sFiles(machine, stack.config),
      ...resolverFiles(stack, machine),
      "etc/wireguard/wg0.conf": wireguardFile(stack, machine),
      "etc/mk360/firewall.nft": rulesetOf(stack, machine),
      "etc/mk360/ufw.rules": ufwRules(stack, machine),
      ...(machine.publicAddress === undefined ? {} : { "hetzner-firewall.json": hetznerRules(stack, machine) }),
    }),
  );
}
