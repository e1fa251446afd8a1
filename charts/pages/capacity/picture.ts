import type { Budget } from "../../model/capacity/budget";
import { block } from "../markdown";
import { aligned } from "../text";
import { coresOf, gibibytes, mebibytes } from "./amounts";
import { bar } from "./bar";

/** One machine as bars: all of it, then each service's memory. */
export function capacityPicture(budget: Budget): string {
  return block([whole(budget), services(budget)].join("\n\n"));
}

function whole({ capacity, total, volumes }: Budget): string {
  const disk = volumes.plus(total.disk);
  const ceiling = capacity.memory.times(capacity.overcommit);
  const room = capacity.disk.times(capacity.diskOvercommit);
  const rows = [
    ["memory requests", total.memory.bytes, capacity.memory.bytes, `${mebibytes(total.memory)} of ${mebibytes(capacity.memory)} MiB`],
    ["memory limits", total.memoryLimit.bytes, ceiling.bytes, `${mebibytes(total.memoryLimit)} of ${mebibytes(ceiling)} MiB`],
    ["CPU requests", total.cpu.millicores, capacity.cpu.millicores, `${coresOf(total.cpu)} of ${coresOf(capacity.cpu)} cores`],
    ["disk", disk.bytes, room.bytes, `${gibibytes(disk)} of ${gibibytes(room)} GiB`],
  ] as const;
  return aligned(
    rows.map(([name, used, available, words]) => [name, bar(used, used, available), words]),
    ["left", "left", "left"],
  );
}

/** Full is the request, light goes up to the limit; all bars have the scale of the largest limit. */
function services({ rows }: Budget): string {
  const largest = Math.max(1, ...rows.map(({ footprint }) => footprint.memoryLimit.bytes));
  return aligned(
    [...rows]
      .sort((a, b) => b.footprint.memory.bytes - a.footprint.memory.bytes)
      .map(({ name, footprint: { memory, memoryLimit } }) => [
        name,
        bar(memory.bytes, memoryLimit.bytes, largest),
        `${mebibytes(memory)} to ${mebibytes(memoryLimit)} MiB`,
      ]),
    ["left", "left", "left"],
  );
}
