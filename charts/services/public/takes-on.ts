import type { Config } from "../vocabulary";

/** Whether customers are taken on. */
export const takesOn = ({ customers }: Config): boolean => customers !== undefined;
