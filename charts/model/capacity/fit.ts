import { configFile } from "../../config/config-file";
import { type Fault, Refusal } from "../../config/refusal";
import type { Stack } from "../stack";
import { faultsOfFullDisks } from "../storage/further-disks";
import { budgetsOf } from "./budget";
import { type Shortage, shortagesOf } from "./shortage";
import { waysOut } from "./ways-out";

/**
 * Refuses a stack that does not fit its machines.
 * @throws Refusal naming the three largest consumers and the smallest change that fits.
 */
export function refuseWhatDoesNotFit(stack: Stack): void {
  const faults = faultsOfFit(stack);
  if (faults.length > 0) throw new Refusal(configFile, faults);
}

/** Everything of which a machine has too little; nothing where the stack fits. */
export function faultsOfFit(stack: Stack): Fault[] {
  const shortages = budgetsOf(stack).flatMap(shortagesOf);
  const found = waysOut(stack, shortages);
  return [...shortages.map((shortage) => faultOf(shortage, adviceFor(shortage, found))), ...faultsOfFullDisks(stack)];
}

/** A machine that the owner added can be made larger as well; the others keep to what was tried. */
function adviceFor({ budget, enlarged, fewer }: Shortage, ways: readonly string[]): string {
  const tried = [...ways, ...(budget.machine.isAdded ? enlarged : [])];
  return (tried.length > 0 ? tried : [fewer, ...enlarged]).join(", or ");
}

function faultOf({ budget, of, wanted, available, weight, show, less }: Shortage, fix: string): Fault {
  const largest = budget.rows
    .filter((row) => weight(row) > 0)
    .sort((a, b) => weight(b) - weight(a))
    .slice(0, 3);
  const smaller = budget.rows.flatMap((row) => less?.(row) ?? []);
  return {
    where: `${of} on ${budget.machine.name}`,
    value: wanted,
    allowed: `at most ${available}; the largest are ${largest.map((row) => `${row.name} (${show(row)})`).join(", ")}`,
    fix: [fix, ...smaller].join(", or "),
  };
}
