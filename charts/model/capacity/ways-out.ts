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
  const relieved = [...new Set(added.map(({ budget }) => budget.machine.name))].flatMap((machine) => relieving(stack, machine));
  const ways = added.length === shortages.length ? relieved : [...relieved, ...smallerOrLarger(stack.config)];
  const found = ways.filter(({ config }) => isPossible(() => fits(stack.under(config))));
  return found.slice(0, 2).map(({ words }) => words);
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
function relieving(stack: Stack, machine: string): WayOut[] {
  const { runs, disks } = stack.config.machines.further[machine] ?? { runs: [], disks: {} };
  const keeps = (name: string) => stack.catalogue.services.some((service) => service.name === name && service.hasState);
  const order = [...runs.filter((name) => !keeps(name)), ...runs.filter(keeps)];
  const sets = [...order.map((name) => [name]), ...order.map((_, index) => order.slice(0, index + 1)).slice(1)];
  const isHeld = (names: readonly string[]) => Object.values(disks).some(({ holds }) => holds.some((volume) => isOf(names, volume)));
  return sets.map((names) => ({
    words: wordsFor(names, names.filter(keeps), machine, isHeld(names)),
    config: without(stack.config, machine, names),
  }));
}

function wordsFor(names: readonly string[], keeping: readonly string[], machine: string, isHeld: boolean): string {
  const held = isHeld ? ", and their volumes out of holds of its disks" : "";
  const data = keeping.length > 0 ? ` (the data of ${keeping.join(", ")} then has to move by hand, once it was made there)` : "";
  return `take ${names.join(", ")} out of machines.${machine}.runs${held}${data}`;
}

function without(config: Config, name: string, names: readonly string[]): Config {
  const { further } = config.machines;
  const machine = further[name];
  if (machine === undefined) return config;
  const disks = Object.entries(machine.disks).map(([disk, { holds, ...rest }]) => [
    disk,
    { ...rest, holds: holds.filter((volume) => !isOf(names, volume)) },
  ]);
  const less = { ...machine, runs: machine.runs.filter((other) => !names.includes(other)), disks: Object.fromEntries(disks) };
  return { ...config, machines: { ...config.machines, further: { ...further, [name]: less } } };
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
