import { expect } from "@jest/globals";
import { caddyfile } from "../../charts/services/edge/caddy/caddyfile";
import { stackOf } from "./stack";

/** The blocks of a Caddyfile at the left margin: what stands before the brace, and the lines inside. */
export function blocksOf(text: string): Map<string, string[]> {
  const blocks = new Map<string, string[]>();
  let head: string | undefined;
  for (const line of text.split("\n")) {
    const opens = /^(\S.*?)? ?\{$/.exec(line);
    if (head === undefined && opens) {
      head = opens[1] ?? "";
      expect(blocks.has(head)).toBe(false);
      blocks.set(head, []);
    } else if (line === "}") head = undefined;
    else if (head !== undefined) blocks.get(head)?.push(line.trim());
    else expect(line).toBe("");
  }
  expect(head).toBeUndefined();
  return blocks;
}

/** The three Caddyfiles of the whole stack. */
export const shipped = stackOf({ phase: 3 });
export const publicFile = blocksOf(caddyfile("internet")(shipped));
export const vpnFile = blocksOf(caddyfile("vpn")(shipped));
export const lanFile = blocksOf(caddyfile("lan")(shipped));

/** The blocks that answer whoever asks for a host that is none of ours. */
export const unknownHosts = [":8443", "http://:8080"];
/** The blocks that are no site. */
export const common = ["", "http://:8081", "(headers)", ...unknownHosts];
export const hostsOf = (file: ReadonlyMap<string, string[]>) =>
  [...file.keys()].filter((head) => !common.includes(head) && !head.startsWith("http://"));
