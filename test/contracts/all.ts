import { businessContracts } from "./business";
import { homeContracts } from "./home";
import { type Contract, contracts } from "./images";
import { opsContracts } from "./ops";
import { privateContracts } from "./private";

/** Every table of contracts, one for each area. */
export const all = [contracts, businessContracts, privateContracts, homeContracts, opsContracts];

/** What the contracts themselves say of sites, by the part before the domain. */
export const contractSites = all.flatMap((table) => Object.values(table).flatMap(({ sites = {} }) => Object.entries(sites)));

/** The contract of a service. Fails when there is none. */
export function contractOf(name: string): Contract {
  const found = all.map((table) => table[name]).find((contract) => contract !== undefined);
  if (!found) throw new Error(`${name} has no contract in test/contracts`);
  return found;
}
