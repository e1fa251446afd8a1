import { z } from "zod";

/** What a person must know of a field to fill it in right. */
export interface FieldHelp {
  /** One sentence: what the field is for, with its unit. */
  readonly says: string;
  /** What may stand here, in words. */
  readonly allowed: string;
  /** What to do when something else stands here. */
  readonly fix: string;
  /** Every word that may stand here, where there are few enough to guess the one that is meant. Default: none. */
  readonly words?: readonly string[];
}

const help = z.registry<FieldHelp>();

/** Gives a schema its help text; the JSON schema takes the sentence, errors take the rest. */
export function field<T extends z.ZodType>(schema: T, about: FieldHelp): T {
  const described = schema.meta({ description: `${about.says} Allowed: ${about.allowed}.` });
  help.add(described, about);
  return described;
}

/** The help of the field at `path`, or of the nearest field around it. */
export function helpAt(schema: z.ZodType, path: readonly PropertyKey[]): FieldHelp | undefined {
  let current: z.ZodType | undefined = schema;
  let found = helpOf(current);
  for (const key of path) {
    current = current && childOf(current, key);
    if (!current) break;
    found = helpOf(current) ?? found;
  }
  return found;
}

/** The help for the last key of `path` itself, where the owner chooses the keys. */
export function keyHelpAt(schema: z.ZodType, path: readonly PropertyKey[]): FieldHelp | undefined {
  let current: z.ZodType | undefined = schema;
  for (const key of path.slice(0, -1)) current = current && childOf(current, key);
  const inner = current && bare(current);
  return inner instanceof z.ZodRecord ? helpOf(inner.keyType as z.ZodType) : undefined;
}

/** The keys that an object schema knows at `path`; empty where any key may stand. */
export function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let current: z.ZodType | undefined = schema;
  for (const key of path) current = current && childOf(current, key);
  const inner = current && bare(current);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

function helpOf(schema: z.ZodType): FieldHelp | undefined {
  return help.get(schema) ?? innerOf(schema, helpOf);
}

function childOf(schema: z.ZodType, key: PropertyKey): z.ZodType | undefined {
  const inner = bare(schema);
  if (inner instanceof z.ZodObject) {
    return Object.hasOwn(inner.shape, key) ? (inner.shape[String(key)] as z.ZodType) : (inner.def.catchall as z.ZodType | undefined);
  }
  if (inner instanceof z.ZodRecord) return inner.valueType as z.ZodType;
  if (inner instanceof z.ZodArray) return inner.element as z.ZodType;
  return undefined;
}

function bare(schema: z.ZodType): z.ZodType {
  return innerOf(schema, bare) ?? schema;
}

/** Looks through the wrappers that change no shape: default, prefault, optional, pipe. */
function innerOf<R>(schema: z.ZodType, then: (inner: z.ZodType) => R | undefined): R | undefined {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional) {
    return then(schema.unwrap() as z.ZodType);
  }
  if (schema instanceof z.ZodPipe) return then(schema.in as z.ZodType);
  return undefined;
}
