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

/** What once had to stand there, and says nothing today. */
interface Leftover {
  readonly field: string;
  readonly holds: (value: unknown) => boolean;
  /** What an owner reads of it, behind "may leave out". */
  readonly says: string;
}

const noOnce = (field: string): Leftover => ({
  field,
  holds: (value) => value === false,
  says: `${field}: false, which is what it means when nothing stands there`,
});

const leftovers: readonly Leftover[] = [
  noOnce("notifications.telegram"),
  noOnce("notifications.slack"),
  {
    field: "claimed",
    holds: Array.isArray,
    says: "claimed: every site has its owner before anybody reaches it, so crm and sign are open to the internet now; run `npx mk360 hosts set-up vps`, which bans who guesses their passwords",
  },
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
  const left = leftovers.filter(({ field, holds }) => holds(valueAt(tree, field)));
  for (const { field } of left) remove(tree, field);
  const sentences = [...(done.length === 0 ? [] : [sentence(done, file)]), ...left.map(({ says }) => `${file} may leave out ${says}.`)];
  return { tree, said: sentences.join(" ") || undefined, inOwnWords: (fault) => inWordsOf(done, fault) };
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
  remove(tree, from);
  const [keep, last] = parent(to);
  const holder = keep.reduce<unknown>((at, step) => (isMapping(at) ? mappingIn(at, step) : undefined), tree);
  if (isMapping(holder)) holder[last] = value;
  return isMapping(holder);
}

function remove(tree: object, path: string): void {
  const [around, key] = parent(path);
  delete (around.length === 0 ? (tree as Mapping) : (valueAt(tree, around.join(".")) as Mapping))[key];
}

function mappingIn(at: Mapping, key: string): unknown {
  if (!Object.hasOwn(at, key)) at[key] = {};
  return at[key];
}

function parent(path: string): [readonly string[], string] {
  const keys = path.split(".");
  return [keys.slice(0, -1), keys.at(-1) ?? ""];
}
