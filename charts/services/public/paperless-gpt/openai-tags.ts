import type { Config, Seed } from "../../vocabulary";

/** Tags of Paperless by which people and programs tell paperless-gpt what to do, and it what it has done. */
export const openaiTags = {
  manual: "paperless-gpt",
  auto: "paperless-gpt-auto",
  autoOcr: "paperless-gpt-ocr-auto",
  given: "paperless-gpt-given",
  complete: "paperless-gpt-auto-complete",
  failed: "paperless-gpt-failed",
  never: "bleibt-hier",
} as const;

/** No document can bear it: Paperless takes names of at most 128 characters. Without a name, paperless-gpt takes its own. */
const nobodys = `off-until-openai.agreement-is-entered-${"x".repeat(128)}`;

/** True when documents may go to OpenAI without somebody sending each of them. */
export const sendsByItself = ({ openai }: Config): boolean => openai.enabled && openai.agreement !== undefined;

/** The tag that sets off paperless-gpt by itself, or one that no document bears while there is no agreement. */
export const trigger = (name: "auto" | "autoOcr", config: Config): string => (sendsByItself(config) ? openaiTags[name] : nobodys);

const all: readonly Seed[] = [
  { name: openaiTags.never, holds: "Dokumente, die nie an OpenAI gehen; kein Ablauf gibt ihnen eine der anderen Marken" },
  ...[
    { name: openaiTags.manual, holds: "Dokumente, für die paperless-gpt auf seiner Seite Vorschläge macht" },
    { name: openaiTags.failed, holds: "Dokumente, die paperless-gpt nicht bearbeiten konnte" },
    { name: openaiTags.complete, holds: "Dokumente, deren Titel und Schlagwörter von paperless-gpt sind" },
  ].map((seed): Seed => ({ ...seed, when: ({ runs }) => runs("paperless-gpt") })),
  ...[
    { name: openaiTags.auto, holds: "Dokumente, die an OpenAI gehen, um Titel und Schlagwörter zu bekommen" },
    { name: openaiTags.given, holds: "Dokumente, die der Ablauf der Nacht an paperless-gpt gegeben hat" },
    { name: openaiTags.autoOcr, holds: "Dokumente, die an OpenAI gehen, um neu gelesen zu werden" },
  ].map((seed): Seed => ({ ...seed, when: ({ runs, config }) => runs("paperless-gpt") && sendsByItself(config) })),
];

/** Each sends a document abroad or keeps it here, so no rule of the archive may give one by itself. */
export const openaiTagSeeds: readonly Seed[] = all.map((seed) => ({ ...seed, onlyByHand: true }));
