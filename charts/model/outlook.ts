import { type ServerSize, servers } from "../config/machines";
import { Refusal } from "../config/refusal";
import { type Budget, budgetsOf } from "./budget";
import { fits } from "./fit";
import { onServer } from "./machine";
import type { Phase } from "./network";
import { Stack } from "./stack";

export const serverSizes = Object.keys(servers) as readonly ServerSize[];
export const phases: readonly Phase[] = [1, 2, 3];

/** The same catalogue and settings in another phase or on another server. */
export interface Outlook {
  readonly size: ServerSize;
  readonly phase: Phase;
  /** True for the phase and the server of the stack itself. */
  readonly isNow: boolean;
  /** Left out where such a stack is refused: a service that is needed is switched off. */
  readonly result?: { readonly budgets: readonly Budget[]; readonly fits: boolean };
}

/** Whether each phase fits each server. */
export function outlooksOf(stack: Stack): Outlook[] {
  return serverSizes.flatMap((size) => phases.map((phase) => outlookOf(stack, size, phase)));
}

function outlookOf(stack: Stack, size: ServerSize, phase: Phase): Outlook {
  const { config } = stack;
  const isNow = config.machines.vps.size === size && config.phase === phase;
  try {
    const other = isNow ? stack : stackWhere(stack, { size, phase });
    return { size, phase, isNow, result: { budgets: budgetsOf(other), fits: fits(other) } };
  } catch (error) {
    if (error instanceof Refusal) return { size, phase, isNow };
    throw error;
  }
}

/**
 * The stack in another phase or on another server; what is left out stays as it is.
 * @throws Refusal when a service that is needed there is switched off.
 */
export function stackWhere(
  { catalogue, config }: Stack,
  { size = config.machines.vps.size, phase = config.phase }: { readonly size?: ServerSize | undefined; readonly phase?: Phase | undefined },
): Stack {
  return new Stack(catalogue, { ...onServer(config, size), phase });
}
