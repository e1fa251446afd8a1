import type { Config } from "../../config/schema";

/** What the field of config.yaml holds; its parts are joined by dots. */
export function valueAt(config: Config, field: string): unknown {
  return field.split(".").reduce<unknown>((inner, key) => (inner as Readonly<Record<string, unknown>>)[key], config);
}
