import type { Config } from "../../charts/config/schema";

/** How much of the stack a clone is about. */
export type Part = Pick<Config, "phase"> & Partial<Pick<Config, "off">>;

/** Each job that is watched has a secret of its own: without the watcher sops has half as many files to work on. */
export const fewSecrets: Part = { phase: 1, off: ["uptime-kuma"] };
