import { compared } from "../network/compare";
import { cyclonusOracle } from "../network/cyclonus";
import { shippedWorld } from "../network/world";
import type { Judge } from "../objection";

export const cyclonus: Judge = {
  name: "cyclonus",
  programs: ["cyclonus"],
  judge: (programs) => compared(cyclonusOracle(programs("cyclonus")), shippedWorld()),
};
