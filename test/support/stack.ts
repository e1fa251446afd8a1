import { catalogue as ours } from "../../charts/catalogue";
import type { Config } from "../../charts/config/schema";
import { distOf } from "../../charts/kit/dist";
import type { KubeObject } from "../../charts/kit/manifest";
import type { Catalogue } from "../../charts/model/catalogue";
import { Stack } from "../../charts/model/stack";
import { decideState, type StateObject, stateOf } from "../../charts/model/storage/state";
import { configWith } from "./config";

export { configWith, shippedConfig } from "./config";

/** A stack of the shipped configuration with changes, of our catalogue or of one that the test makes. */
export function stackOf(overrides: Partial<Config> = {}, catalogue: Catalogue = ours): Stack {
  return new Stack(catalogue, configWith(overrides));
}

/** An object of dist with the file that holds it. */
export interface DistObject {
  readonly path: string;
  readonly object: KubeObject;
}

/** Every object as the YAML file will hold it: what is undefined in memory is absent there. */
export function distObjects(stack: Stack, parked: readonly StateObject[] = []): DistObject[] {
  return [...distOf(stack, parked)].flatMap(({ path, objects }) =>
    objects.map((object) => ({ path, object: JSON.parse(JSON.stringify(object)) as KubeObject })),
  );
}

export interface Shape {
  readonly name: string;
  readonly stack: Stack;
  readonly objects: readonly DistObject[];
}

/** Every shape of dist that a rule about all manifests must hold in. */
export const shapes: readonly Shape[] = [
  shape("phase 1 after phase 3, later claims parked", 1, stateOf(stackOf({ phase: 3 }))),
  shape("phase 2", 2, []),
  shape("phase 3", 3, []),
];

/** The shape of phase 3, for rules that need one whole stack. */
export const whole = shapes[2] as Shape;
/** The shape of phase 1. */
export const mvp = shapes[0] as Shape;

function shape(name: string, phase: Config["phase"], known: readonly StateObject[]): Shape {
  const stack = stackOf({ phase });
  return { name, stack, objects: distObjects(stack, decideState(stack, known, []).parked) };
}
