import type { Stack } from "../../charts/model/stack";
import type { StateObject } from "../../charts/model/storage/state";
import { type Outputs, outputsOf } from "../../charts/output/outputs";
import type { Tree } from "../../charts/output/publish";
import { stateLockText } from "../../charts/output/state-lock";

/** What a synth writes that knows the volumes of the one before it. */
export function outputsAfter(state: readonly StateObject[], stack: Stack): Outputs {
  return outputsOf(stack, { state, released: [] });
}

/** What the owner commits after a synth: what the cluster gets, and what it must never see. */
export function repositoryOf({ dist, generated, state, beside }: Outputs, secrets: Tree): Tree {
  return new Map([
    ...[...dist].map(([path, text]) => [`dist/${path}`, text] as const),
    ...[...generated].map(([path, text]) => [`generated/${path}`, text] as const),
    ...secrets,
    ["secrets/authority.yaml", "key: of the authority\n"],
    ["state.lock.yaml", stateLockText({ state, beside, released: [] })],
    ["README.md", "for people\n"],
  ]);
}

/** The same files with one of them rewritten. Fails when that changes nothing. */
export function edited(files: Tree, path: string, edit: (text: string) => string): Tree {
  const text = files.get(path);
  if (text === undefined || edit(text) === text) throw new Error(`there is nothing to edit in ${path}`);
  return new Map([...files, [path, edit(text)]]);
}
