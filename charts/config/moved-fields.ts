import { isMapping, type Mapping } from "./mapping";
import { type Fault, Refusal } from "./refusal";

/** A field that has another place than it once had: both are taken. */
interface Move {
  readonly from: string;
  readonly to: string;
}

/** In the order in which they are put into place: what goes into another one comes after it. */
const moves: readonly Move[] = [
  { from: "vps", to: "machines.vps" },
  { from: "nas", to: "machines.nas" },
  { from: "network.vpsWireguard", to: "machines.vps.wireguardAddress" },
  { from: "network.nasWireguard", to: "machines.nas.wireguardAddress" },
];

/** A configuration whose fields are all in their places of today. */
export interface Settled {
  readonly tree: object;
  /** One line for the owner, where his file has fields in places of old. */
  readonly said: string | undefined;
  /** A fault in the words of the owner's own file. */
  readonly inOwnWords: (fault: Fault) => Fault;
}

/**
 * Puts the fields of an older config.yaml where they belong today.
 * @throws Refusal when one stands in both places.
 */
export function settled(given: object, file: string): Settled {
  const tree = structuredClone(given) as Record<string, unknown>;
  const moved = moves.filter(({ from }) => valueAt(tree, from) !== undefined);
  const faults = moved.filter(({ to }) => valueAt(tree, to) !== undefined).map((move) => inBothPlaces(move, tree));
  if (faults.length > 0) throw new Refusal(file, faults);
  const done = moved.filter(({ from, to }) => put(tree, from, to));
  return { tree, said: done.length === 0 ? undefined : sentence(done, file), inOwnWords: (fault) => inWordsOf(done, fault) };
}

function inBothPlaces({ from, to }: Move, tree: object): Fault {
  return {
    where: from,
    value: valueAt(tree, from),
    allowed: `one place; ${to} stands there too`,
    fix: `remove ${from}, which has moved to ${to}`,
  };
}

function sentence(done: readonly Move[], file: string): string {
  return `${file} has fields in places of old, which still work: write ${done.map(({ from, to }) => `${from} as ${to}`).join(", ")}.`;
}

function inWordsOf(done: readonly Move[], fault: Fault): Fault {
  // The longest place first: machines.vps is the beginning of another.
  const longestFirst = [...done].sort((a, b) => b.to.length - a.to.length);
  const own = (text: string) =>
    longestFirst.reduce((words, { from, to }) => words.replaceAll(new RegExp(`${to.replaceAll(".", "\\.")}\\b`, "g"), from), text);
  return { ...fault, where: own(fault.where), allowed: own(fault.allowed), fix: own(fault.fix) };
}

function valueAt(tree: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((at, key) => (isMapping(at) && Object.hasOwn(at, key) ? at[key] : undefined), tree);
}

/** False where what should hold the field is no mapping: then the schema says so, and the field is not in question. */
function put(tree: Mapping, from: string, to: string): boolean {
  const value = valueAt(tree, from);
  const [around, key] = parent(from);
  delete (around.length === 0 ? tree : (valueAt(tree, around.join(".")) as Mapping))[key];
  const [keep, last] = parent(to);
  const holder = keep.reduce<unknown>((at, step) => (isMapping(at) ? mappingIn(at, step) : undefined), tree);
  if (isMapping(holder)) holder[last] = value;
  return isMapping(holder);
}

function mappingIn(at: Mapping, key: string): unknown {
  if (!Object.hasOwn(at, key)) at[key] = {};
  return at[key];
}

function parent(path: string): [readonly string[], string] {
  const keys = path.split(".");
  return [keys.slice(0, -1), keys.at(-1) ?? ""];
}
