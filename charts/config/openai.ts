import { z } from "zod";
import { isDay } from "./day";
import { field } from "./field";
import { section } from "./groups";
import { lastingModel } from "./openai-models";
import * as is from "./scalars";

/** The most pages whose drawing was measured within the memory that paperless-gpt has (100 of A4 at 150 dots an inch: 236 MiB). */
const mostPages = 100;

const model = (says: string) =>
  field(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.:_-]{1,120}$/), {
    says,
    allowed: "the name of a model: letters, digits, dots, colons, hyphens and underscores",
    fix: "take the name from OpenAI's list of models",
  });

export const openaiSchema = section("Whether and how documents may be read by OpenAI.", {
  enabled: is.yesNo("Whether documents may be sent to OpenAI at all.").default(true),
  agreement: field(
    z.string().refine((text) => /^20[0-9]{2}-[0-9]{2}-[0-9]{2}$/.test(text) && isDay(text)),
    {
      says: "The day of the agreement with OpenAI on data processing (Art. 28 GDPR); nothing is sent by itself before it is entered.",
      allowed: "a day of the calendar as year, month and day, such as 2026-11-28",
      fix: "write the day on which the agreement was concluded, or leave the field out while there is none",
    },
  ).optional(),
  model: model("The model that reads pages: the successor of gpt-4o-mini, which the plan names.").default(lastingModel("gpt-4o-mini")),
  logicModel: model("The model for titles, tags and other logic: the successor of gpt-4o, which the plan names.").default(
    lastingModel("gpt-4o"),
  ),
  euroPerMillionTokens: field(z.number().positive().max(1000), {
    says: "What a million tokens of logicModel cost you, for the estimate in the night's mail; without it, tokens alone are told.",
    allowed: "a number of euro above 0, at most 1000",
    fix: "take the price from OpenAI's list, such as 2.5",
  }).optional(),
  pages: is.whole("How many pages of a document OpenAI reads; of a longer one, the new text ends after them.", 1, mostPages).default(50),
}).prefault({});
