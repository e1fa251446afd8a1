import { machineFiles } from "../hosts/files";
import { coldStartPods } from "../kit/cold-start-pod";
import type { Machine } from "../model/machine/machine";
import type { Stack } from "../model/stack";
import type { Tree } from "./publish";

/** Everything that the machines are set up with, by path below generated/: a folder a machine. */
export function hostFiles(stack: Stack): Tree {
  return new Map(
    stack.machines.flatMap((machine) =>
      [...machineFolder(stack, machine)].map(([path, text]): [string, string] => [`hosts/${machine.name}/${path}`, text]),
    ),
  );
}

/** The folder of one machine, by path in it. */
export function machineFolder(stack: Stack, machine: Machine): Tree {
  return machineFiles(stack, machine, coldStartPods(stack, machine));
}
