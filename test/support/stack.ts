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

/** One dist; its objects are made when a test asks for them, because most tests need the stack alone. */
export class Shape {
  readonly stack: Stack;
  private made: readonly DistObject[] | undefined;

  constructor(
    readonly name: string,
    phase: Config["phase"],
    private readonly known: () => readonly StateObject[] = () => [],
  ) {
    this.stack = stackOf({ phase });
  }

  get objects(): readonly DistObject[] {
    this.made ??= distObjects(this.stack, decideState(this.stack, this.known(), []).parked);
    return this.made;
  }
}

/** Every shape of dist that a rule about all manifests must hold in. */
export const shapes: readonly Shape[] = [
  new Shape("phase 1 after phase 3, later claims parked", 1, () => stateOf(stackOf({ phase: 3 }))),
  new Shape("phase 2", 2),
  new Shape("phase 3", 3),
];

/** The shape of phase 3, for rules that need one whole stack. */
export const whole = shapes[2] as Shape;
/** The shape of phase 1. */
export const mvp = shapes[0] as Shape;
