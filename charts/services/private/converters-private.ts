import { gotenberg, tika } from "../converters";

export const gotenbergPrivate = gotenberg("gotenberg-private", "private", 2);
export const tikaPrivate = tika("tika-private", "private", 2);
