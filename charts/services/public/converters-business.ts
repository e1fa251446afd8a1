import { gotenberg, tika } from "../converters";
import { endpoints } from "../vocabulary";

export const gotenbergBusiness = gotenberg(endpoints.gotenberg, "public", 1);
export const tikaBusiness = tika(endpoints.tika, "public", 1);
