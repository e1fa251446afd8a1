import { type Outlook, outlooksOf } from "../../model/capacity/outlook";
import type { Stack } from "../../model/stack";
import { block, right, table } from "../markdown";
import { aligned } from "../text";
import { coresOf, mebibytes, percent, ratio } from "./amounts";
import { bar } from "./bar";

/** Whether each phase fits each server, as a table and as a picture. */
export function capacityOutlook(stack: Stack): string {
  const outlooks = outlooksOf(stack);
  return [tableOf(outlooks), pictureOf(outlooks)].join("\n\n");
}

function tableOf(outlooks: readonly Outlook[]): string {
  const rows = outlooks.flatMap(({ size, phase, isNow, result }) => {
    const name = [size, `${phase}${isNow ? " (now)" : ""}`];
    if (!result) return [[...name, "-", "refused: a service that is needed is off", "-", "-", "-", "-"]];
    return result.budgets.map(({ machine, capacity, total }) => [
      ...name,
      machine.name,
      result.fits ? "yes" : "no",
      `${mebibytes(total.memory)} of ${mebibytes(capacity.memory)}`,
      `${mebibytes(total.memoryLimit)} of ${mebibytes(capacity.memory.times(capacity.overcommit))}`,
      `${ratio(total.memoryLimit.bytes, capacity.memory.bytes)} of ${capacity.overcommit.toFixed(2)}`,
      `${coresOf(total.cpu)} of ${coresOf(capacity.cpu)}`,
    ]);
  });
  return table(
    [
      "server",
      "phase",
      "machine",
      "fits",
      right("memory requests MiB"),
      right("memory limits MiB"),
      right("overcommit"),
      right("CPU requests"),
    ],
    rows,
  );
}

function pictureOf(outlooks: readonly Outlook[]): string {
  const rows = outlooks.flatMap(({ size, phase, result }) =>
    (result?.budgets ?? []).map(({ machine, capacity: { memory }, total }) => [
      size,
      `phase ${phase}`,
      machine.name,
      bar(total.memory.bytes, total.memory.bytes, memory.bytes),
      percent(total.memory.bytes, memory.bytes),
    ]),
  );
  return ["Memory requests against what the machine has:", block(aligned(rows, ["left", "left", "left", "left", "right"]))].join("\n\n");
}
