import { businessContracts } from "./business";
import { homeContracts } from "./home";
import { contracts } from "./images";
import { opsContracts } from "./ops";
import { privateContracts } from "./private";

/** Every table of contracts, one for each area. */
export const all = [contracts, businessContracts, privateContracts, homeContracts, opsContracts];
