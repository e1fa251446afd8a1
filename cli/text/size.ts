import type { Size } from "../../charts/values/size";

const units = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

/** How large, in the largest unit of which there is one, to three digits: `0 B`, `74.4 KiB`, `3.25 GiB`, `120 GiB`. */
export function sizeWords({ bytes }: Size): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const amount = bytes / 1024 ** power;
  return `${amount >= 100 || power === 0 ? Math.round(amount) : Number(amount.toPrecision(3))} ${units[power]}`;
}
