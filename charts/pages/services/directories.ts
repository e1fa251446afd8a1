import type { Stack } from "../../model/stack";
import { directoryOf } from "../../model/storage/directory";
import { diskUses } from "../../model/storage/further-disks";
import { claimName } from "../../model/storage/state";
import { block } from "../markdown";

/** Nobody makes the directories of a further disk, and a volume without its directory mounts nowhere. */
export function directoriesPart(stack: Stack): string[] {
  const commands = diskUses(stack).flatMap(({ disk, volumes }) =>
    volumes.map(({ service, key, volume }) => {
      const claim = { namespace: service.namespace.name, name: claimName(service, key) };
      return { machine: disk.machine, command: `sudo mkdir -p ${directoryOf(stack.config, disk, claim, volume)?.path}` };
    }),
  );
  return [...new Set(commands.map(({ machine }) => machine))].flatMap((machine) => [
    `Before they are applied, make their directories on ${machine}; the kubelet gives them to the right user:`,
    block(
      commands
        .filter((one) => one.machine === machine)
        .map(({ command }) => command)
        .join("\n"),
    ),
  ]);
}
