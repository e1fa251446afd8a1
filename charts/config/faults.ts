import type { z } from "zod";
import { didYouMean } from "../values/nearest";
import { type FieldHelp, helpAt, keyHelpAt, keysAt } from "./field";
import { type Fault, show } from "./refusal";
import { configSchema } from "./schema";

/** What the schema found wrong, in the words of the field's own help. Default: the schema of config.yaml. */
export function faultsOf(issue: z.core.$ZodIssue, schema: z.ZodType = configSchema): Fault[] {
  if (issue.code === "unrecognized_keys") {
    const around = issue.input as Readonly<Record<string, unknown>> | undefined;
    return issue.keys.map((key) => unknownKey(schema, issue.path, key, around?.[key]));
  }
  const isKey = issue.code === "invalid_key";
  const help = isKey ? keyHelpAt(schema, issue.path) : helpAt(schema, issue.path);
  if (!help) throw new Error(`the schema has no help for ${dotted(issue.path)}`);
  const { allowed, fix } = withGuess(help, issue.input);
  if (isKey) return [{ where: `${dotted(issue.path)} (the name before the colon)`, value: issue.path.at(-1), allowed, fix }];
  if (issue.input === undefined) return [{ where: `${dotted(issue.path)} is missing`, allowed, fix: `add the field: ${fix}` }];
  return [{ where: dotted(issue.path), value: issue.input, allowed, fix }];
}

function unknownKey(schema: z.ZodType, path: readonly PropertyKey[], key: string, value: unknown): Fault {
  const known = keysAt(schema, path);
  const guess = didYouMean(key, known);
  return {
    where: `${dotted([...path, key])} (an unknown key)`,
    value,
    allowed: known.join(", "),
    fix: guess ? `${guess} Otherwise remove the line` : "remove the line",
  };
}

function withGuess({ allowed, fix, words = [] }: FieldHelp, value: unknown): Pick<Fault, "allowed" | "fix"> {
  const guess = typeof value === "string" ? didYouMean(value, words) : undefined;
  return { allowed, fix: guess ? `${guess} Otherwise ${fix}` : fix };
}

const plainKey = /^[A-Za-z0-9_/<>-]{1,80}$/;

/** `machines.vps.reserve.memory`, `off[0]`; a key that could confuse a reader or a terminal stands in quotes. */
export function dotted(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    const step = plainKey.test(String(key)) ? String(key) : show(String(key));
    return text === "" ? step : `${text}.${step}`;
  }, "");
}
