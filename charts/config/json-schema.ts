import { z } from "zod";
import { configSchema } from "./schema";

/** The JSON schema of config.yaml, so that editors complete and check while the owner types. */
export function configJsonSchema(): string {
  const schema = z.toJSONSchema(configSchema, { io: "input", target: "draft-7", unrepresentable: "any" });
  return `${JSON.stringify({ title: "mk360 configuration", ...schema }, null, 2)}\n`;
}
