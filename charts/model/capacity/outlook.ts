import { type ServerSize, servers } from "../../config/machines";
import { Refusal } from "../../config/refusal";
import type { Config } from "../../config/schema";
import { machinesOf, onServer } from "../machine/machine";
import type { Phase } from "../network/network";
import type { Stack } from "../stack";
import { type Budget, budgetsOf } from "./budget";
import { fits } from "./shortage";

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

/** Whether each phase fits each server. What runs follows from the phase, so the stack of each is made once. */
export function outlooksOf(stack: Stack): Outlook[] {
  const made = new Map(phases.map((phase) => [phase, stackIn(stack, phase)]));
  return serverSizes.flatMap((size) => phases.map((phase) => outlookOf(stack.config, made.get(phase), size, phase)));
}

function stackIn(stack: Stack, phase: Phase): Stack | undefined {
  if (stack.config.phase === phase) return stack;
  try {
    return stackWhere(stack, { phase });
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function outlookOf({ machines, phase: phaseNow }: Config, stack: Stack | undefined, size: ServerSize, phase: Phase): Outlook {
  const isNow = machines.vps.size === size && phaseNow === phase;
  if (!stack) return { size, phase, isNow };
  const budgets = budgetsOf(stack, machinesOf(onServer(stack.config, size)));
  return { size, phase, isNow, result: { budgets, fits: fits(stack, budgets) } };
}

/**
 * The stack in another phase or on another server; what is left out stays as it is.
 * @throws Refusal when a service that is needed there is switched off.
 */
export function stackWhere(
  stack: Stack,
  {
    size = stack.config.machines.vps.size,
    phase = stack.config.phase,
  }: { readonly size?: ServerSize | undefined; readonly phase?: Phase | undefined },
): Stack {
  return stack.under({ ...onServer(stack.config, size), phase });
}
