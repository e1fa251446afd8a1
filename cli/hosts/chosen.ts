import { Refusal } from "../../charts/config/refusal";
import type { Machine } from "../../charts/model/machine/machine";
import type { Stack } from "../../charts/model/stack";
import { didYouMean } from "../../charts/values/nearest";

/** The machines that are named, or all. @throws Refusal naming one that config.yaml does not have. */
export function chosenMachines({ machines }: Stack, names: readonly string[], command: string): readonly Machine[] {
  const known = machines.map(({ name }) => name);
  const wrong = names.filter((name) => !known.includes(name));
  if (wrong.length > 0) {
    throw new Refusal(
      command,
      wrong.map((value) => ({
        where: "MACHINE",
        value,
        allowed: known.join(", "),
        fix: didYouMean(value, known) ?? "take one of these, or leave it out for all",
      })),
    );
  }
  return names.length === 0 ? machines : machines.filter(({ name }) => names.includes(name));
}
