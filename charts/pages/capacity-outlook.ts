import { type ServerSize, servers } from "../config/machines";
import { Refusal } from "../config/refusal";
import { type Budget, budgetsOf } from "../model/budget";
import { fits } from "../model/fit";
import type { Phase } from "../model/network";
import { Stack } from "../model/stack";
import { coresOf, mebibytes, percent, ratio } from "./amounts";
import { bar } from "./bar";
import { block, right, table } from "./markdown";
import { aligned } from "./text";

/** The same catalogue in another phase or on another server. */
interface Outlook {
  readonly size: ServerSize;
  readonly phase: Phase;
  readonly isNow: boolean;
  /** Left out where such a stack is refused: a service that is needed is switched off. */
  readonly result?: { readonly budgets: readonly Budget[]; readonly fits: boolean };
}

/** Whether each phase fits each server, as a table and as a picture. */
export function capacityOutlook(stack: Stack): string {
  const outlooks = (Object.keys(servers) as ServerSize[]).flatMap((size) =>
    ([1, 2, 3] as const).map((phase) => outlookOf(stack, size, phase)),
  );
  return [tableOf(outlooks), pictureOf(outlooks)].join("\n\n");
}

function outlookOf({ catalogue, config }: Stack, size: ServerSize, phase: Phase): Outlook {
  const isNow = config.vps.size === size && config.phase === phase;
  try {
    const other = new Stack(catalogue, { ...config, phase, vps: { ...config.vps, size } });
    return { size, phase, isNow, result: { budgets: budgetsOf(other), fits: fits(other) } };
  } catch (error) {
    if (error instanceof Refusal) return { size, phase, isNow };
    throw error;
  }
}

function tableOf(outlooks: readonly Outlook[]): string {
  const rows = outlooks.flatMap(({ size, phase, isNow, result }) => {
    const name = [size, `${phase}${isNow ? " (now)" : ""}`];
    if (!result) return [[...name, "-", "refused: a service that is needed is off", "-", "-", "-", "-"]];
    return result.budgets.map(({ machine, capacity, total }) => [
      ...name,
      machine,
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
      machine,
      bar(total.memory.bytes, total.memory.bytes, memory.bytes),
      percent(total.memory.bytes, memory.bytes),
    ]),
  );
  return ["Memory requests against what the machine has:", block(aligned(rows, ["left", "left", "left", "left", "right"]))].join("\n\n");
}
