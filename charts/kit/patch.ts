import { type ApiObject, JsonPatch } from "cdk8s";
import { Mistake } from "../model/mistake";

/** A change of an object that the library has no word for, at a JSON pointer. */
export interface Patch {
  readonly pointer: string;
  readonly operation: JsonPatch;
  /** Whether something must stand there afterwards. */
  readonly stays: boolean;
}

export function add(pointer: string, value: unknown): Patch {
  return { pointer, operation: JsonPatch.add(pointer, value), stays: true };
}

export function replace(pointer: string, value: unknown): Patch {
  return { pointer, operation: JsonPatch.replace(pointer, value), stays: true };
}

export function remove(pointer: string): Patch {
  return { pointer, operation: JsonPatch.remove(pointer), stays: false };
}

const patched = new WeakMap<ApiObject, readonly Patch[]>();

/** The one place through which patches go: what the library makes of each is looked at by {@link refuseLostPatches}. */
export function patch(object: ApiObject, ...patches: readonly Patch[]): void {
  object.addJsonPatch(...patches.map(({ operation }) => operation));
  patched.set(object, [...(patched.get(object) ?? []), ...patches]);
}

/**
 * The library writes an object after its patches by a list of fields of its own version of Kubernetes, and drops all others
 * without a word.
 * @throws Mistake naming what was added and is not in the object as it is written.
 */
export function refuseLostPatches(object: ApiObject, written: unknown): void {
  for (const { pointer, stays } of patched.get(object) ?? []) {
    if (stays && valueAt(written, pointer) === undefined)
      throw new Mistake(
        `${object.kind} ${object.name}: ${pointer} was added and is not in what is written; the library does not know this field: build the object from imports/ instead`,
      );
  }
}

/** Names are compared without case: the library has `hostPid` for `hostPID`. */
function valueAt(content: unknown, pointer: string): unknown {
  return pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>((at, key) => {
      if (at === null || typeof at !== "object") return undefined;
      if (Object.hasOwn(at, key)) return (at as Record<string, unknown>)[key];
      return Object.entries(at).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
    }, content);
}
