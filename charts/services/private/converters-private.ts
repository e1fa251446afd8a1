import { gotenberg, tika } from "../converters";
import { endpoints } from "../vocabulary";

export const gotenbergPrivate = gotenberg(endpoints.gotenbergPrivate, "private", 2);
export const tikaPrivate = tika(endpoints.tikaPrivate, "private", 2);
