import type { Machine } from "../../model/machine/machine";
import type { Stack } from "../../model/stack";
import { type Door, doorsOf } from "./doors";
import { addressesOf } from "./sources";

/**
 * The rules of UFW, one a line, as its command takes them. It guards what ends on the machine itself, a second time behind
 * nftables; what is passed on to pods it does not see.
 */
export function ufwRules(stack: Stack, machine: Machine): string {
  const { pods } = stack.config.network;
  const rules = doorsOf(stack, machine)
    .filter(({ leadsToPod }) => !leadsToPod)
    .flatMap((door) => addressesOf(door.callers, stack, machine).map((source) => ruleOf(door, source)));
  return `${[`allow from ${pods} comment 'pods: their policies judge'`, ...rules].join("\n")}\n`;
}

function ruleOf({ port, on, why }: Door, source: string): string {
  return `allow proto ${port.protocol.toLowerCase()} from ${source} to ${on ?? "0.0.0.0/0"} port ${port.number} comment '${why.replaceAll("'", "")}'`;
}
