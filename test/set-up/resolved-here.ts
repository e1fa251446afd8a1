import type { Sandbox } from "../support/real";

/** What makes a Node program find this host on this machine: its certificate has the name that it has elsewhere. */
export function resolvedHere(box: Sandbox, host: string): string {
  const script = `const dns = require("node:dns"); const { lookup } = dns;\ndns.lookup = (name, ...more) => lookup(name === "${host}" ? "127.0.0.1" : name, ...more);\n`;
  return `--require=${box.file(`resolve-${host}.cjs`, script)}`;
}
