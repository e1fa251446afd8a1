import type { PolicySpec, policiesOf } from "../../test/support/reachability";

export type Policy = ReturnType<typeof policiesOf>[number];

/** The numbers that a policy names. */
export function numbersIn({ ingress = [], egress = [] }: PolicySpec): number[] {
  return [...ingress, ...egress].flatMap(({ ports = [] }) =>
    ports.flatMap(({ port, endPort }) => {
      if (port !== undefined && typeof port !== "number") throw new Error(`a policy names port ${port} by its name, which is not compared`);
      return [port, endPort].filter((number): number is number => number !== undefined);
    }),
  );
}
