import { existsSync } from "node:fs";
import { z } from "zod";
import { Refusal } from "../config/refusal";
import { writeYaml } from "../config/write-yaml";
import type { StateObject } from "../model/storage/state";
import type { StateBeside } from "../model/storage/state-beside";
import { readCommittedYaml } from "./committed-yaml";

const entry = z.strictObject({
  kind: z.literal("PersistentVolumeClaim"),
  namespace: z.string(),
  name: z.string(),
  class: z.string(),
  size: z.string(),
  at: z.string().optional(),
  service: z.string(),
  volume: z.string(),
});

const besideEntry = z.strictObject({ kind: z.enum(["Database", "Secret"]), name: z.string(), service: z.string() });

const schema = z.strictObject({
  state: z.array(entry).default([]),
  beside: z.array(besideEntry).default([]),
  /** `namespace/name` of claims, and names of what is beside, that may go. */
  released: z.array(z.string()).default([]),
});

/** What state.lock.yaml says. */
export interface StateLock {
  readonly state: readonly StateObject[];
  /** Default: nothing, as a lock of the first versions has it. */
  readonly beside?: readonly StateBeside[];
  readonly released: readonly string[];
}

/**
 * Reads the lock; a missing file is an empty lock, as on the first day.
 * @throws Refusal when the file was edited into something else.
 */
export function readStateLock(file: string): StateLock {
  if (!existsSync(file)) return { state: [], released: [] };
  const result = schema.safeParse(readCommittedYaml(file, (where, reason) => refuse(file, where, reason)));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw refuse(file, issue?.path.join(".") ?? "", issue?.message ?? "");
}

function refuse(file: string, where: string, value: string): Refusal {
  return new Refusal(file, [
    {
      where,
      value,
      allowed: "the file as the last synth wrote it, with names added under released",
      fix: "take the committed version back and add the line again",
    },
  ]);
}

const heading = `# All that holds state, as it is made in the cluster. The first synth made this file; it is committed together
# with the dist that is applied. While nothing was ever applied it may be removed, and the next synth makes it anew.
# A claim never changes its class or size, and never vanishes: when its data may go, add
# its namespace/name under released and synthesise again. The same holds for what is no object of its own and stands under
# beside: databases, and secrets that cannot be made again, by their names.
`;

export function stateLockText({ state, beside = [], released }: StateLock): string {
  return heading + writeYaml({ state, beside, released });
}
