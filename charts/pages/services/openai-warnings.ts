import { lifeOf } from "../../config/openai-models";
import type { Stack } from "../../model/stack";

/** What the owner must know of his models on the day `today`, a line each. */
export function openaiWarnings(stack: Stack, today: Date): string[] {
  const { openai } = stack.config;
  if (!stack.runs("paperless-gpt")) return [];
  return (["model", "logicModel"] as const).flatMap((setting) => {
    const life = lifeOf(openai[setting], today);
    if (life.is === "without an end") return [];
    const when =
      life.is === "gone" ? `has left OpenAI's API on ${life.leavesOn}` : `leaves OpenAI's API on ${life.leavesOn}, in ${life.days} days`;
    return [`openai.${setting}: ${openai[setting]} ${when}; take ${life.successor}.`];
  });
}
