import { z } from "zod";
import { field } from "./field";
import { section } from "./groups";
import * as is from "./scalars";

/** The most pages whose drawing was measured within the memory that paperless-gpt has (100 of A4 at 150 dots an inch: 236 MiB). */
const mostPages = 100;

export const openaiSchema = section("Whether and how documents may be read by OpenAI.", {
  enabled: is.yesNo("Whether documents may be sent to OpenAI at all.").default(true),
  model: field(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.:_-]{1,120}$/), {
    says: "The OpenAI model; gpt-4o-mini is announced to leave the API on 14 January 2027.",
    allowed: "the name of a model: letters, digits, dots, colons, hyphens and underscores",
    fix: "take the name from OpenAI's list of models",
  }).default("gpt-4o-mini"),
  pages: is.whole("How many pages of a document OpenAI reads; of a longer one, the new text ends after them.", 1, mostPages).default(50),
}).prefault({});
