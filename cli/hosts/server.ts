import type { Machine } from "../../charts/model/machine/machine";
import { Mistake } from "../../charts/model/mistake";
import type { Stack } from "../../charts/model/stack";

/** The one machine on which k3s is the server. */
export function serverOf({ machines }: Stack): Machine {
  const found = machines.find(({ role }) => role === "server");
  if (found === undefined) throw new Mistake("no machine is the server; every configuration has one");
  return found;
}
