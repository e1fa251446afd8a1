import type { z } from "zod";
import { type Problem, Refusal } from "../problem.ts";

const apart = " | ";

/** What a field's rule says when it is broken; `read` takes the two apart again. */
export const rule = (allowed: string, fix: string): string => `${allowed}${apart}${fix}`;

/** @throws Refusal with every field that is not as the schema wants it. */
export function read<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new Refusal(result.error.issues.flatMap((issue) => asProblems(issue, input)));
}

function asProblems(issue: z.core.$ZodIssue, input: unknown): Problem[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({
      field: named([...issue.path, key]),
      value: at(input, [...issue.path, key]),
      allowed: "no such field",
      fix: "take it out, or write the name that was meant",
    }));
  const [allowed = issue.message, fix = "write it so"] = issue.message.split(apart);
  return [{ field: named(issue.path), value: at(input, issue.path), allowed, fix }];
}

function named(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  return text.replace(/^\./, "") || "the whole";
}

function at(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, part) => (value as Record<PropertyKey, unknown> | null | undefined)?.[part], input);
}
