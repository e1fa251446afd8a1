import { configJsonSchema } from "../config/json-schema";
import { synologyFiles } from "../hosts/synology/files";
import { fluxOf } from "../kit/flux";
import { yamlOf } from "../kit/manifest";
import { refuseWhatDoesNotFit } from "../model/capacity/fit";
import type { Stack } from "../model/stack";
import { decideState, type StateObject } from "../model/storage/state";
import { decideBeside, type StateBeside } from "../model/storage/state-beside";
import { pagesOf } from "../pages";
import { distTree } from "./dist-tree";
import { hostFiles } from "./machines";
import type { Tree } from "./publish";
import type { StateLock } from "./state-lock";

/** Everything that a synth writes, complete and checked before the first file is touched. */
export interface Outputs {
  readonly dist: Tree;
  readonly generated: Tree;
  readonly state: readonly StateObject[];
  readonly beside: readonly StateBeside[];
  /** What the lock goes on to release. */
  readonly released: readonly string[];
}

/**
 * @throws Refusal when the stack does not fit its machines, or would lose state.
 */
export function outputsOf(stack: Stack, lock: StateLock): Outputs {
  refuseWhatDoesNotFit(stack);
  const { lock: state, parked, released: afterClaims } = decideState(stack, lock.state, lock.released);
  const { lock: beside, released } = decideBeside(stack, lock.beside ?? [], afterClaims);
  return { dist: distTree(stack, parked), generated: generatedTree(stack), state, beside, released };
}

function generatedTree(stack: Stack): Tree {
  return new Map([
    ["config.schema.json", configJsonSchema()],
    ...fluxOf(stack.config).map(({ path, objects }) => [path, yamlOf(objects)] as const),
    ...hostFiles(stack),
    ...synologyFiles(stack),
    ...pagesOf(stack),
  ]);
}
