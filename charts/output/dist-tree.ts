import { distOf } from "../kit/dist";
import { type KubeObject, yamlOf } from "../kit/manifest";
import { Mistake } from "../model/mistake";
import type { Stack } from "../model/stack";
import type { StateObject } from "../model/state";
import type { Tree } from "./publish";

/**
 * The files of dist as text, one after the other, so that the objects of one can be forgotten before the next.
 * @throws Mistake when two objects have one name.
 */
export function distTree(stack: Stack, parked: readonly StateObject[]): Tree {
  const names = new Set<string>();
  const tree = new Map<string, string>();
  for (const { path, objects } of distOf(stack, parked)) {
    if (tree.has(path)) throw new Mistake(`two workloads want the file ${path}; give each a name of its own`);
    refuseTwins(objects, names, path);
    tree.set(path, yamlOf(objects));
  }
  return tree;
}

function refuseTwins(objects: readonly KubeObject[], names: Set<string>, path: string): void {
  for (const { kind, metadata } of objects) {
    const name = `${kind} ${metadata.namespace ?? ""}/${metadata.name}`;
    if (names.has(name)) throw new Mistake(`${path} makes ${name} a second time; give it a name of its own`);
    names.add(name);
  }
}
