import type { Judge } from "../finding";
import { compared } from "../network/compare";
import { ncaOracle } from "../network/nca";
import { shippedWorld } from "../network/world";

export const nca: Judge = {
  name: "nca",
  programs: ["nca"],
  judge: (programs) => compared(ncaOracle(programs("nca")), shippedWorld()),
};
