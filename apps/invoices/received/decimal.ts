import Big from "big.js";

/** A number as both syntaxes write it; undefined where something else stands, or more digits than any amount has. */
export function decimalOf(text: string): Big | undefined {
  return /^-?\d{1,15}(?:\.\d{1,10})?$/.test(text) ? new Big(text) : undefined;
}
