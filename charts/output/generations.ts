import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { Refusal } from "../config/refusal";
import { writeYaml } from "../config/write-yaml";
import { readCommittedYaml } from "./committed-yaml";
import { putBack } from "./publish";

/** How often each credential has changed, beside the SOPS files. No secret. */
export const generationsFile = "secrets/generations.yaml";

const schema = z.strictObject({ generations: z.record(z.string(), z.number().int().min(2)).default({}) });

/** Generation by credential; a credential that is not here is at its first. */
export type Generations = ReadonlyMap<string, number>;

export const secretsAreBack = "A command that was killed had left secrets/ aside; it is back as it was before that command.";

/** Puts secrets/ back where a command that was killed has left it aside: without it every generation would seem the first. */
export function putSecretsBack(): boolean {
  return putBack(dirname(generationsFile));
}

/**
 * Reads the generations; a missing file means that no secret has changed yet.
 * @throws Refusal when the file was edited into something else.
 */
export function readGenerations(file: string = generationsFile): Generations {
  if (!existsSync(file)) return new Map();
  const content = readCommittedYaml(file, (where, reason) => refuse(file, where, reason)) ?? {};
  const result = schema.safeParse(content, { reportInput: true });
  if (result.success) return new Map(Object.entries(result.data.generations));
  const [issue] = result.error.issues;
  throw refuse(file, issue?.path.join(".") ?? "", issue?.input);
}

function refuse(file: string, where: string, value: unknown): Refusal {
  return new Refusal(file, [
    {
      where,
      value,
      allowed: "names of credentials with whole numbers from 2, as mk360 wrote them",
      fix: "take the committed version back",
    },
  ]);
}

const heading = `# How often each secret has changed; one that is not here has its first value. Written by mk360 secrets and
# committed. The number goes into the annotations of the pods that read the secret, so that they restart with the new one.
`;

export function generationsText(generations: Generations): string {
  const sorted = [...generations].sort(([a], [b]) => (a < b ? -1 : 1));
  return heading + writeYaml({ generations: Object.fromEntries(sorted) });
}
