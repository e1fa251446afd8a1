import { existsSync, readFileSync, statSync } from "node:fs";
import { load, YAMLException } from "js-yaml";
import type { z } from "zod";
import { checkConfig } from "./checks";
import { helpAt, keysAt } from "./field";
import { type Fault, nearest, Refusal } from "./refusal";
import { type Config, configSchema } from "./schema";

/** The owner's file is a few kilobytes; a larger one is a mistake or an attack on the parser. */
const largestFile = 256 * 1024;

/**
 * Reads, checks and completes the owner's configuration.
 * @throws Refusal naming every field that is wrong.
 */
export function loadConfig(file: string): Config {
  if (!existsSync(file)) {
    throw refuse(file, { where: "", allowed: "a configuration file", fix: `create ${file}; README.md shows the ten lines that it needs` });
  }
  const bytes = statSync(file).size;
  if (bytes > largestFile) {
    throw refuse(file, {
      where: "",
      value: `${bytes} bytes`,
      allowed: `at most ${largestFile} bytes`,
      fix: "check that it is the right file",
    });
  }
  return parseConfig(readFileSync(file, "utf8"), file);
}

/** The same for a text that is already in memory; `file` names it in errors. */
export function parseConfig(text: string, file = "config.yaml"): Config {
  const result = configSchema.safeParse(read(text, file), { reportInput: true });
  if (!result.success)
    throw new Refusal(
      file,
      result.error.issues.flatMap((issue) => faultsOf(issue)),
    );
  const faults = checkConfig(result.data);
  if (faults.length > 0) throw new Refusal(file, faults);
  return result.data;
}

function read(text: string, file: string): unknown {
  try {
    const parsed = load(text, { maxAliases: 0, maxDepth: 20 });
    if (parsed !== null && typeof parsed === "object" && !Array.isArray(parsed)) return parsed;
    throw refuse(file, { where: "", value: parsed, allowed: "a mapping of fields", fix: "begin with a line such as domain: mk360.de" });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const where = error.mark ? `line ${error.mark.line + 1}, column ${error.mark.column + 1}` : "";
    throw refuse(file, { where, value: error.reason, allowed: "YAML with each key once and without aliases", fix: "mend that line" });
  }
}

function faultsOf(issue: z.core.$ZodIssue): Fault[] {
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(issue.path, key));
  if (issue.code === "invalid_key") {
    const help = helpAt(configSchema, issue.path);
    const key = String(issue.path.at(-1));
    return [
      { where: dotted(issue.path.slice(0, -1)), value: key, allowed: help?.allowed ?? "another key", fix: help?.fix ?? "rename the key" },
    ];
  }
  const help = helpAt(configSchema, issue.path);
  const missing = issue.input === undefined;
  return [
    {
      where: missing ? `${dotted(issue.path)} is missing` : dotted(issue.path),
      ...(missing ? {} : { value: issue.input }),
      allowed: help?.allowed ?? expected(issue),
      fix: help?.fix ?? "write the value in that form",
    },
  ];
}

function unknownKey(path: readonly PropertyKey[], key: string): Fault {
  const known = keysAt(configSchema, path);
  const meant = nearest(key, known);
  return {
    where: dotted([...path, key]),
    value: "an unknown key",
    allowed: known.join(", "),
    fix: meant ? `did you mean ${meant}? Otherwise remove the line` : "remove the line",
  };
}

/** What zod expected, for the few places that have no help of their own. */
function expected(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type")
    return issue.expected === "array" ? "a list" : issue.expected === "object" ? "a mapping of fields" : `a ${issue.expected}`;
  if (issue.code === "too_big") return `at most ${issue.maximum} entries`;
  return issue.message;
}

function dotted(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : text === "" ? String(key) : `${text}.${String(key)}`),
    "",
  );
}

function refuse(file: string, fault: Fault): Refusal {
  return new Refusal(file, [fault]);
}
