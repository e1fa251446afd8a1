import { expect, test } from "@jest/globals";
import jsqr from "jsqr";
import { deviceFile } from "../../../cli/vpn/device-file";
import { qrCode } from "../../../cli/vpn/qr-code";
import { configWith } from "../../support/config";
import { withMachine } from "../../support/machines";

/** How many pixels one dot of the code has, as a camera sees it. */
const scale = 4;

/** What a camera sees of it: each character is two dots, one above the other; a full block is light. */
function decoded(code: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal
  const lines = code.replace(/\u001b\[[0-9;]*m/g, "").split("\n");
  const light = lines.flatMap((line) => [
    [...line].map((character) => character === "█" || character === "▀"),
    [...line].map((character) => character === "█" || character === "▄"),
  ]);
  const [width, height] = [(light[0]?.length ?? 0) * scale, light.length * scale];
  const pixels = new Uint8ClampedArray(width * height * 4).map((_, at) => {
    const [x, y] = [Math.floor((at >> 2) / scale) % (width / scale), Math.floor((at >> 2) / width / scale)];
    return light[y]?.[x] || at % 4 === 3 ? 255 : 0;
  });
  return jsqr(pixels, width, height)?.data;
}

test("a camera reads from it exactly the device's file", () => {
  const publicKey = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAI=";
  const config = configWith(withMachine("vps", { wireguardPublicKey: publicKey }));
  const device = { name: "phone", address: "10.77.0.11", role: "admin", publicKey } as const;
  const text = deviceFile(device, "mMGfTqlYUWIjZcq9C3yZ0b8nRv4zVhLVEXAMPLEkeyA=", config);
  expect(decoded(qrCode(text))).toBe(text);
});

test("its light parts are light on a dark terminal and on a light one", () => {
  for (const line of qrCode("mk360").split("\n")) expect(line.startsWith("\u001b[97;40m") && line.endsWith("\u001b[0m")).toBe(true);
});
