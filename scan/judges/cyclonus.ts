import type { Judge } from "../finding";
import { compared } from "../network/compare";
import { cyclonusOracle } from "../network/cyclonus";
import { shippedWorld } from "../network/world";

export const cyclonus: Judge = {
  name: "cyclonus",
  programs: ["cyclonus"],
  judge: (programs) => compared(cyclonusOracle(programs("cyclonus")), shippedWorld()),
};
