import { renderUnicodeCompact } from "uqr";

/** A text as a QR code of half blocks, for the camera of a phone. Full blocks are its light parts, whatever the terminal's colours are. */
export function qrCode(text: string): string {
  return renderUnicodeCompact(text, { border: 2, ecc: "L" })
    .split("\n")
    .map((line) => `\u001b[97;40m${line}\u001b[0m`)
    .join("\n");
}
