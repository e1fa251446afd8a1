import giveKeys from "../../hosts/files/volumes-key/give-keys.sh";
import giveKeysService from "../../hosts/files/volumes-key/give-keys-service.conf";
import giveKeysTimer from "../../hosts/files/volumes-key/give-keys-timer.conf";
import unlock from "../../hosts/files/volumes-key/unlock.sh";
import unlockService from "../../hosts/files/volumes-key/unlock-service.conf";
import unlockSocket from "../../hosts/files/volumes-key/unlock-socket.conf";
import type { Machine } from "../model/machine/machine";
import type { Stack } from "../model/stack";
import { tcp } from "../values/port";

/** On the address in the tunnel, while the machine waits for its key; no other program of the stack has this port. */
export const keyPort = tcp(7360);

/** Where a machine keeps the key of another's volumes. */
export const keptKey = (other: string) => `/etc/mk360/keys/${other}`;

/** The machines whose volumes this one opens. */
export function opens(stack: Stack, machine: Machine): Machine[] {
  return stack.machines.filter(({ key }) => key?.from === machine.name);
}

/** What opens encrypted volumes after a restart, on the machine that waits for their key and on the one that gives it. */
export function volumesKeyFiles(stack: Stack, machine: Machine): Record<string, string> {
  const others = opens(stack, machine);
  return {
    ...(machine.key === undefined ? {} : { "etc/mk360/unlock.sh": unlock }),
    ...(machine.key?.from === undefined
      ? {}
      : {
          "etc/systemd/system/mk360-unlock.socket": unlockSocket
            .replace("ADDRESS", machine.wireguardAddress)
            .replace("PORT", `${keyPort.number}`),
          "etc/systemd/system/mk360-unlock@.service": unlockService,
        }),
    ...(others.length === 0
      ? {}
      : {
          "etc/mk360/keys-for": others.map(({ name, wireguardAddress }) => `${name} ${wireguardAddress} ${keyPort.number}\n`).join(""),
          "etc/mk360/give-keys.sh": giveKeys,
          "etc/systemd/system/mk360-give-keys.service": giveKeysService,
          "etc/systemd/system/mk360-give-keys.timer": giveKeysTimer,
        }),
  };
}
