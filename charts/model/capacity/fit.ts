import { configFile } from "../../config/config-file";
import { type Fault, Refusal } from "../../config/refusal";
import type { Config } from "../../config/schema";
import type { Size } from "../../values/size";
import { onServer } from "../machine/machine";
import type { Stack } from "../stack";
import { faultsOfFullDisks } from "../storage/further-disks";
import { type Budget, type BudgetRow, budgetsOf } from "./budget";

/** One thing of which a machine has less than the stack asks for. */
interface Shortage {
  readonly budget: Budget;
  readonly of: string;
  /** What makes it fit where neither an earlier phase nor a larger server does. */
  readonly otherwise: string;
  readonly wanted: string;
  readonly available: string;
  readonly weight: (row: BudgetRow) => number;
  readonly show: (row: BudgetRow) => string;
  /** What of a row can be made smaller. Default: nothing. */
  readonly less?: (row: BudgetRow) => string | undefined;
}

/** What the owner can do, and what config.yaml would be then. */
interface Change {
  readonly words: string;
  readonly config: Config;
}

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
  const change = shortages.length === 0 ? undefined : smallestChangeThatFits(stack);
  return [...shortages.map((shortage) => faultOf(shortage, change ?? shortage.otherwise)), ...faultsOfFullDisks(stack)];
}

export function fits(stack: Stack, budgets: readonly Budget[] = budgetsOf(stack)): boolean {
  return budgets.every((budget) => shortagesOf(budget).length === 0) && faultsOfFullDisks(stack).length === 0;
}

function shortagesOf(budget: Budget): Shortage[] {
  const { capacity, machine, total, volumes, pods } = budget;
  // The server is one of two sizes; an agent is as large as the owner makes it.
  const moreOf = (field: string) =>
    machine.role === "agent" ? `, or give the ${machine.words} more and raise machines.${machine.name}.${field}` : "";
  const ceiling = capacity.memory.times(capacity.overcommit);
  const disk = volumes.plus(total.disk);
  const found: Shortage[] = [];
  if (total.memory.isMoreThan(capacity.memory)) {
    found.push({
      budget,
      of: "memory requests",
      otherwise: `switch services off under off${moreOf("memory")}`,
      wanted: inGibi(total.memory),
      available: inGibi(capacity.memory),
      weight: ({ footprint }) => footprint.memory.bytes,
      show: ({ footprint, grown }) => `${footprint.memory}${grown ? `: ${grown.because}` : ""}`,
      less: ({ grown }) => grown?.less(total.memory.minus(capacity.memory)),
    });
  }
  if (total.memoryLimit.isMoreThan(ceiling)) {
    found.push({
      budget,
      of: "memory limits",
      otherwise: `switch services off under off, or raise machines.${machine.name}.memoryOvercommit, at most to 3`,
      wanted: inGibi(total.memoryLimit),
      available: `${inGibi(ceiling)}, ${capacity.overcommit} times its memory`,
      weight: ({ footprint }) => footprint.memoryLimit.bytes,
      show: ({ footprint, grown }) => `${footprint.memoryLimit}${grown ? `: ${grown.because}` : ""}`,
      less: ({ grown }) => grown?.less(total.memoryLimit.minus(ceiling)),
    });
  }
  if (total.cpu.isMoreThan(capacity.cpu)) {
    found.push({
      budget,
      of: "CPU requests",
      otherwise: `switch services off under off${moreOf("cpuCores")}`,
      wanted: `${total.cpu}`,
      available: `${capacity.cpu}`,
      weight: ({ footprint }) => footprint.cpu.millicores,
      show: ({ footprint }) => `${footprint.cpu}`,
    });
  }
  const room = capacity.disk.times(capacity.diskOvercommit);
  if (disk.isMoreThan(room)) {
    found.push({
      budget,
      of: "disk for volumes and scratch",
      otherwise: `make volumes smaller under volumes, or switch services off under off${moreOf("disk")}`,
      wanted: inGibi(disk),
      available: `${inGibi(room)}, ${capacity.diskOvercommit} times its disk`,
      weight: ({ volumes, footprint }) => volumes.plus(footprint.disk).bytes,
      show: ({ volumes, footprint }) => inGibi(volumes.plus(footprint.disk)),
    });
  }
  if (pods > capacity.pods) {
    found.push({
      budget,
      of: "pods",
      otherwise: "switch services off under off",
      wanted: `${pods}`,
      available: `${capacity.pods}`,
      weight: () => 1,
      show: () => "1",
    });
  }
  return found;
}

function faultOf({ budget, of, wanted, available, weight, show, less }: Shortage, fix: string): Fault {
  const largest = [...budget.rows].sort((a, b) => weight(b) - weight(a)).slice(0, 3);
  const smaller = budget.rows.flatMap((row) => less?.(row) ?? []);
  return {
    where: `${of} on ${budget.machine.name}`,
    value: wanted,
    allowed: `at most ${available}; the largest are ${largest.map((row) => `${row.name} (${show(row)})`).join(", ")}`,
    fix: [fix, ...smaller].join(", or "),
  };
}

/** Tries to let a moved service stay, each earlier phase, the larger server, then both; offers the first two that fit. */
function smallestChangeThatFits(stack: Stack): string | undefined {
  const { config } = stack;
  const phases = ([2, 1] as const).filter((phase) => phase < config.phase);
  const changes: Change[] = [
    ...lettingOneStay(config),
    ...phases.map((phase) => ({ words: `set phase: ${phase}`, config: { ...config, phase } })),
    ...(config.machines.vps.size === "cx43" ? [{ words: "set machines.vps.size: cx53", config: onServer(config, "cx53") }] : []),
    ...phases.map((phase) => ({
      words: `set machines.vps.size: cx53 and phase: ${phase}`,
      config: { ...onServer(config, "cx53"), phase },
    })),
  ];
  const found = changes.filter((change) => isPossible(() => fits(stack.under(change.config)))).slice(0, 2);
  return found.length > 0 ? found.map(({ words }) => words).join(", or ") : undefined;
}

/** One service less on a further machine: it runs where the catalogue has it. */
function lettingOneStay(config: Config): Change[] {
  const { further } = config.machines;
  return Object.entries(further).flatMap(([name, machine]) =>
    machine.runs.map((service) => {
      const less = { ...machine, runs: machine.runs.filter((other) => other !== service) };
      const machines = { ...config.machines, further: { ...further, [name]: less } };
      return { words: `take ${service} out of machines.${name}.runs`, config: { ...config, machines } };
    }),
  );
}

/** A change may itself be refused, for example because a service that is needed comes later. */
function isPossible(change: () => boolean): boolean {
  try {
    return change();
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

function inGibi(size: Size): string {
  return `${Math.round(size.gibibytes * 10) / 10}Gi`;
}
