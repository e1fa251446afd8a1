import type { FurtherMachine } from "../../config/machines";
import { Refusal } from "../../config/refusal";
import type { Config } from "../../config/schema";
import { onServer } from "../machine/machine";
import type { Stack } from "../stack";
import { fits, type Shortage } from "./shortage";

/** What the owner can do, and what the configuration would be then. */
interface WayOut {
  readonly words: string;
  readonly config: Config;
}

/**
 * The first two changes of the configuration that make everything fit, in words. For a machine that the owner added no
 * service of another one goes: the whole business would lose a phase for it.
 */
export function waysOut(stack: Stack, shortages: readonly Shortage[]): string[] {
  if (shortages.length === 0) return [];
  const added = shortages.filter(({ budget }) => budget.machine.isAdded);
  const short = new Set(added.map(({ budget }) => budget.machine.name));
  const relieved = Object.entries(stack.config.machines.further).flatMap(([name, machine]) =>
    short.has(name) ? relieving(stack, name, machine) : [],
  );
  const ways = added.length === shortages.length ? relieved : [...relieved, ...smallerOrLarger(stack.config)];
  const found: string[] = [];
  for (const { words, config } of ways) {
    if (found.length === 2) break;
    if (isPossible(() => fits(stack.under(config)))) found.push(words);
  }
  return found;
}

/** Each earlier phase and the larger server, then both. */
function smallerOrLarger(config: Config): WayOut[] {
  const phases = ([2, 1] as const).filter((phase) => phase < config.phase);
  return [
    ...phases.map((phase) => ({ words: `set phase: ${phase}`, config: { ...config, phase } })),
    ...(config.machines.vps.size === "cx43" ? [{ words: "set machines.vps.size: cx53", config: onServer(config, "cx53") }] : []),
    ...phases.map((phase) => ({
      words: `set machines.vps.size: cx53 and phase: ${phase}`,
      config: { ...onServer(config, "cx53"), phase },
    })),
  ];
}

/**
 * Fewer services on a machine that the owner added: they run where the catalogue has them. First each alone, those that
 * keep nothing before the others; then more and more of them.
 */
function relieving(stack: Stack, name: string, machine: FurtherMachine): WayOut[] {
  const { runs, disks } = machine;
  const keeps = (wanted: string) => stack.catalogue.services.some((service) => service.name === wanted && service.hasState);
  const order = [...runs.filter((name) => !keeps(name)), ...runs.filter(keeps)];
  const sets = [...order.map((name) => [name]), ...order.slice(1).map((_, index) => order.slice(0, index + 2))];
  const isHeld = (names: readonly string[]) => Object.values(disks).some(({ holds }) => holds.some((volume) => isOf(names, volume)));
  return sets.map((names) => ({
    words: wordsFor(names, names.filter(keeps), name, isHeld(names)),
    config: without(stack.config, name, machine, names),
  }));
}

function wordsFor(names: readonly string[], keeping: readonly string[], machine: string, isHeld: boolean): string {
  const held = isHeld ? ", and their volumes out of holds of its disks" : "";
  const data = keeping.length > 0 ? ` (the data of ${keeping.join(", ")} then has to move by hand, once it was made there)` : "";
  return `take ${names.join(", ")} out of machines.${machine}.runs${held}${data}`;
}

function without(config: Config, name: string, machine: FurtherMachine, names: readonly string[]): Config {
  const disks = Object.entries(machine.disks).map(([disk, { holds, ...rest }]) => [
    disk,
    { ...rest, holds: holds.filter((volume) => !isOf(names, volume)) },
  ]);
  const less = { ...machine, runs: machine.runs.filter((other) => !names.includes(other)), disks: Object.fromEntries(disks) };
  return { ...config, machines: { ...config.machines, further: { ...config.machines.further, [name]: less } } };
}

function isOf(names: readonly string[], volume: string): boolean {
  return names.includes(volume.split("/")[0] ?? "");
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
