import { isDeepStrictEqual } from "node:util";
import { isMap, isScalar, parseDocument } from "yaml";
import { Refusal } from "../../charts/config/refusal";
import { endOfLine, indentOf, lastOf, newlineOf, rangeOf, startOfLine } from "../text/yaml-lines";

const field = "wireguardPublicKey";

/** Where a machine may stand: below `machines`, or where it once stood. */
const placesOf = (machine: string) => [["machines", machine], [machine]];

/**
 * The text of a config.yaml with the public half of a machine's key in it. All else stays as it is, to the byte.
 * @throws Refusal when the machine is written in a way that cannot be edited.
 */
export function withMachineKey(text: string, machine: string, key: string, file: string): string {
  const next = rewritten(text, machine, key);
  if (next !== undefined && isDeepStrictEqual(treeOf(next), treeWith(text, machine, key))) return next;
  throw new Refusal(file, [
    {
      where: `machines.${machine}`,
      value: "not written with one field a line",
      allowed: "a section that mk360 can edit and leave the rest of the file as it is; nothing was written",
      fix: `write ${field}: ${key} there yourself`,
    },
  ]);
}

function rewritten(text: string, machine: string, key: string): string | undefined {
  const document = parseDocument(text);
  const section = placesOf(machine)
    .map((path) => document.getIn(path, true))
    .find((node) => node !== undefined);
  if (!isMap(section)) return undefined;
  const known = section.items.find((pair) => isScalar(pair.key) && pair.key.value === field);
  if (known) {
    const [start, end] = rangeOf(known.value);
    return text.slice(0, start) + key + text.slice(end);
  }
  if (section.flow) {
    const at = lastOf(section);
    return `${text.slice(0, at)}, ${field}: ${key}${text.slice(at)}`;
  }
  // Below the address, where there is one: the two belong together.
  const address = section.items.find((pair) => isScalar(pair.key) && pair.key.value === "wireguardAddress");
  const at = address ? endOfLine(text, rangeOf(address.value)[1]) : startOfLine(text, rangeOf(section)[0]);
  return `${text.slice(0, at)}${indentOf(text, section)}${field}: ${key}${newlineOf(text)}${text.slice(at)}`;
}

type Tree = Record<string, unknown>;

function treeOf(text: string): Tree {
  return parseDocument(text).toJS() as Tree;
}

function treeWith(text: string, machine: string, key: string): Tree {
  const tree = treeOf(text);
  for (const path of placesOf(machine)) {
    const section = path.reduce<unknown>((at, step) => (at as Tree | undefined)?.[step], tree);
    if (section === undefined) continue;
    (section as Tree)[field] = key;
    return tree;
  }
  return tree;
}
