import type { Fault } from "./refusal";
import type { Config } from "./schema";

/** A name that stands twice in a list is most often another one, mistyped. */
export function checkLists({ off, network, secrets }: Config): Fault[] {
  const lists = { off, "network.publicResolvers": network.publicResolvers, "secrets.recipients": secrets.recipients };
  return Object.entries(lists).flatMap(([field, values]) =>
    values.flatMap((value, index) => {
      const first = values.indexOf(value);
      if (first === index) return [];
      return [
        {
          where: `${field}[${index}]`,
          value,
          allowed: `each entry once; ${field}[${first}] is this one`,
          fix: "write the one that you meant, or remove the line",
        },
      ];
    }),
  );
}
