import { Cpu } from "../values/cpu";
import { Size } from "../values/size";

/**
 * What the library writes although it is the API's default. The API server drops it, so that every apply would find
 * a difference and report a change where there is none.
 */
const noise: Readonly<Record<string, unknown>> = {
  hostNetwork: false,
  minReadySeconds: 0,
  readOnly: false,
  setHostnameAsFQDN: false,
};

/** Quantities in the spelling that the API server keeps: `1` and not `1000m`, `2Gi` and not `2048Mi`. */
const quantities: Readonly<Record<string, (text: string) => string>> = {
  cpu: (text) => (/^[0-9]+m$/.test(text) ? `${Cpu.milli(Number.parseInt(text, 10))}` : text),
  memory: canonicalSize,
  sizeLimit: canonicalSize,
};

function canonicalSize(text: string): string {
  return Size.pattern.test(text) ? `${Size.parse(text)}` : text;
}

/** A copy without that noise and without empty lists, with quantities in the API's own spelling. */
export function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy);
  if (value === null || typeof value !== "object") return value;
  const kept: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    if ((key in noise && noise[key] === inner) || (Array.isArray(inner) && inner.length === 0)) continue;
    const spell = typeof inner === "string" ? quantities[key] : undefined;
    kept[key] = spell ? spell(inner as string) : tidy(inner);
  }
  return kept;
}
