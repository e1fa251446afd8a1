import { distOf } from "../kit/dist";
import { type KubeObject, yamlOf } from "../kit/manifest";
import { Mistake } from "../model/mistake";
import type { Stack } from "../model/stack";
import type { StateObject } from "../model/storage/state";
import type { Tree } from "./publish";

/** All files of dist, complete and checked. @throws Mistake as {@link distFiles} does. */
export function distTree(stack: Stack, parked: readonly StateObject[]): Tree {
  return new Map(distFiles(stack, parked));
}

/**
 * The files of dist as path and text, one after the other, so that whoever writes one can forget it before the next.
 * @throws Mistake when two objects have one name.
 */
export function* distFiles(stack: Stack, parked: readonly StateObject[]): Generator<readonly [path: string, text: string]> {
  const names = new Set<string>();
  const paths = new Set<string>();
  for (const { path, objects } of distOf(stack, parked)) {
    if (paths.has(path)) throw new Mistake(`two workloads want the file ${path}; give each a name of its own`);
    paths.add(path);
    refuseTwins(objects, names, path);
    yield [path, yamlOf(objects)];
  }
}

function refuseTwins(objects: readonly KubeObject[], names: Set<string>, path: string): void {
  for (const { kind, metadata } of objects) {
    const name = `${kind} ${metadata.namespace ?? ""}/${metadata.name}`;
    if (names.has(name)) throw new Mistake(`${path} makes ${name} a second time; give it a name of its own`);
    names.add(name);
  }
}
