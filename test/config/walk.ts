import { z } from "zod";
import { configSchema } from "../../charts/config/schema";

/** One place in the schema; `<name>` stands for a key that the owner chooses, `[]` for an entry of a list. */
export interface Place {
  readonly path: string;
  readonly schema: z.ZodType;
}

/** Every place in the schema, the sections themselves included. */
export function places(schema: z.ZodType = configSchema, path = ""): Place[] {
  const here = bare(schema);
  const below = (step: string, inner: unknown) => places(inner as z.ZodType, step);
  const rest: Place[] =
    here instanceof z.ZodObject
      ? [
          ...Object.entries(here.shape).flatMap(([key, inner]) => below(path === "" ? key : `${path}.${key}`, inner)),
          ...(here.def.catchall instanceof z.ZodObject ? below(`${path}.<name>`, here.def.catchall) : []),
        ]
      : here instanceof z.ZodRecord
        ? below(`${path}.<name>`, here.valueType)
        : here instanceof z.ZodArray
          ? below(`${path}[]`, here.element)
          : [];
  return [{ path, schema }, ...rest];
}

function bare(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional) {
    return bare(schema.unwrap() as z.ZodType);
  }
  return schema instanceof z.ZodPipe ? bare(schema.in as z.ZodType) : schema;
}
