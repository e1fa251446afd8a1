import type { Stack } from "../../model/stack";
import { diskUses } from "../../model/storage/further-disks";
import { right, table } from "../markdown";
import { gibibytes, percent } from "./amounts";

/** What lies on the further disks of the machines; nothing where there are none. */
export function disksPart(stack: Stack): string[] {
  const uses = diskUses(stack);
  if (uses.length === 0) return [];
  return [
    "## Further disks",
    "Their volumes are not counted above.",
    table(
      ["disk", "machine", right("volumes GiB"), right("room GiB"), right("share"), "what lies there"],
      uses.map(({ disk, room, total, volumes }) => [
        disk.name,
        disk.machine,
        gibibytes(total),
        gibibytes(room),
        percent(total.bytes, room.bytes),
        volumes.map(({ name }) => name).join(", ") || "nothing",
      ]),
    ),
  ];
}
