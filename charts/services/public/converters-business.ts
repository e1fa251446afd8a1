import { gotenberg, tika } from "../converters";

export const gotenbergBusiness = gotenberg("gotenberg", "public", 1);
export const tikaBusiness = tika("tika", "public", 1);
