import type { Fault } from "./refusal";
import type { Config } from "./schema";

/** A customer learns from whom his papers are, and these words stand in `invoices`. */
export function checkCustomers(config: Config): Fault[] {
  return [...faultsOfParty(config), ...faultsOfLists(config)];
}

function faultsOfParty({ customers, invoices }: Config): Fault[] {
  if (!customers || invoices) return [];
  return [
    {
      where: "invoices is missing",
      value: undefined,
      allowed: "customers needs it: its name, address and person are those of the contract and of the welcome",
      fix: "fill in invoices too, or remove customers",
    },
  ];
}

function faultsOfLists({ customers }: Config): Fault[] {
  const { data = undefined, persons = undefined } = customers?.agreement ?? {};
  return Object.entries({ data, persons }).flatMap(([name, list]) =>
    list?.length === 0
      ? [
          {
            where: `customers.agreement.${name}`,
            value: list,
            allowed: "one entry or more: a contract that names none is not one (Art. 28 (3) GDPR)",
            fix: "write what it is about, one entry a line",
          },
        ]
      : [],
  );
}
