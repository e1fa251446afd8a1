import { nas } from "../bed/addresses";
import type { Attempt } from "./probe";

/** What a device of the home network asks AdGuard. */
export const adguardQuestion: Attempt = {
  from: "a device of the home network",
  to: "home/adguard",
  host: nas.public,
  port: 53,
  protocol: "UDP",
};
