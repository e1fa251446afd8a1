import type { Cpu } from "../../values/cpu";
import type { Size } from "../../values/size";

/** Whole mebibytes, rounded up, so that what is shown is never less than what is asked for. */
export const mebibytes = (size: Size): string => `${Math.ceil(size.mebibytes)}`;

/** Gibibytes with one digit after the point. */
export const gibibytes = (size: Size): string => (Math.round(size.gibibytes * 10) / 10).toFixed(1);

/** Cores with two digits after the point. */
export const coresOf = (cpu: Cpu): string => (cpu.millicores / 1000).toFixed(2);

/** How often `part` is in `whole`, with two digits after the point. */
export const ratio = (part: number, whole: number): string => (whole > 0 ? (part / whole).toFixed(2) : "-");

/** The share of `part` in `whole`, in whole per cent, rounded up. */
export const percent = (part: number, whole: number): string => (whole > 0 ? `${Math.ceil((part / whole) * 100)} %` : "-");
