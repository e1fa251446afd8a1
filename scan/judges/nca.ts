import { compared } from "../network/compare";
import { ncaOracle } from "../network/nca";
import { shippedWorld } from "../network/world";
import type { Judge } from "../objection";

export const nca: Judge = {
  name: "nca",
  programs: ["nca"],
  judge: (programs) => compared(ncaOracle(programs("nca")), shippedWorld()),
};
