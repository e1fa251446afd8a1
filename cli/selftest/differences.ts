import { show } from "../../charts/config/refusal";
import type { KubeObject } from "../../charts/kit/manifest";
import { amount } from "../cluster/quantity";
import { isDefault, isLeftOut } from "./defaults";
import type { LiveObject } from "./live";

type Fields = Readonly<Record<string, unknown>>;

/**
 * The first field in which the cluster has something else than dist says, in words; undefined where there is none. What
 * the cluster fills in by itself may be there; so may labels and annotations of others.
 */
export function firstDifference(
  { apiVersion: _, kind, metadata, status: __, ...wanted }: KubeObject,
  live: LiveObject,
): string | undefined {
  const { metadata: has, ...fields } = live as LiveObject & Fields;
  const named = differenceOf(`${kind}.metadata`, metadata, { ...has }, true);
  return named ?? differenceOf(kind, wanted, withoutNoise(fields));
}

/** The same of any two values; the first word of the path is that of the kind, which is not shown. */
export function differenceOf(path: string, wanted: unknown, live: unknown, othersMayAdd = false): string | undefined {
  if (Array.isArray(wanted) && Array.isArray(live)) return ofLists(path, wanted, live);
  if (isFields(wanted) && isFields(live)) return ofFields(path, wanted, live, othersMayAdd);
  if (wanted === live || isSameAmount(path, wanted, live)) return undefined;
  return `${shown(path)} is ${show(live)}, dist says ${show(wanted)}`;
}

function ofFields(path: string, wanted: Fields, live: Fields, othersMayAdd: boolean): string | undefined {
  for (const [field, value] of Object.entries(wanted)) {
    const inner = `${path}.${field}`;
    if (live[field] !== undefined) {
      const found = differenceOf(inner, value, live[field], othersMayAdd);
      if (found) return found;
    } else if (path.endsWith(".data") || !isLeftOut(field, value)) return `${shown(inner)} is not there, dist says ${show(value)}`;
  }
  if (othersMayAdd) return undefined;
  const added = Object.entries(live).find(
    ([field, value]) => wanted[field] === undefined && !isMirror(field, value, wanted) && !isDefault(`${path}.${field}`, field, value),
  );
  return added && `${shown(`${path}.${added[0]}`)} is ${show(added[1])}, of which dist says nothing`;
}

/** Lists whose members have names are compared by these, because `kubectl apply` keeps no order there; others as they stand. */
function ofLists(path: string, wanted: readonly unknown[], live: readonly unknown[]): string | undefined {
  const [mine, theirs] = [namesIn(wanted), namesIn(live)];
  if (mine === undefined || theirs === undefined) {
    const found = wanted.map((value, index) => index < live.length && differenceOf(`${path}[${index}]`, value, live[index])).find(Boolean);
    return found || (wanted.length === live.length ? undefined : `${shown(path)} has ${live.length} entries, dist says ${wanted.length}`);
  }
  for (const [name, value] of mine) {
    const there = theirs.get(name);
    if (there === undefined) return `${shown(path)}[${name}] is not there`;
    const found = differenceOf(`${path}[${name}]`, value, there);
    if (found) return found;
  }
  const added = [...theirs.keys()].find((name) => !mine.has(name));
  return added && `${shown(path)}[${added}] is there, of which dist says nothing`;
}

/** Undefined where one has no name, or two have the same. */
function namesIn(list: readonly unknown[]): ReadonlyMap<string, unknown> | undefined {
  const named = new Map(list.map((one) => [isFields(one) && typeof one.name === "string" ? one.name : "", one]));
  return named.size === list.length && !named.has("") ? named : undefined;
}

/** `serviceAccount` is the older name of `serviceAccountName`, and the API server writes both. */
function isMirror(field: string, value: unknown, wanted: Fields): boolean {
  return field === "serviceAccount" && value === wanted.serviceAccountName;
}

const quantities = /\.(requests|limits|hard|max|min|default|defaultRequest|capacity)\.[\w./-]+$|\.(sizeLimit|divisor)$/;

/** One amount in two units: the API server writes 1024Mi as 1Gi. */
function isSameAmount(path: string, wanted: unknown, live: unknown): boolean {
  if (!quantities.test(path)) return false;
  const [mine, theirs] = [wanted, live].map((value) => amount(`${value}`));
  return mine === theirs;
}

/** What a list of the API gives beside the object's own fields. */
function withoutNoise({ apiVersion: _, kind: __, status: ___, ...fields }: Fields): Fields {
  return fields;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shown(path: string): string {
  return path.slice(path.indexOf(".") + 1);
}
