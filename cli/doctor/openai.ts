import { lifeOf } from "../../charts/config/openai-models";
import type { Stack } from "../../charts/model/stack";
import { type Finding, ok, warning, wrong } from "./finding";

/** Whether the models live on the day `today`, and whether documents may go to them. */
export function openaiFindings(stack: Stack, today: Date): Finding[] {
  const { openai } = stack.config;
  if (!stack.runs("paperless-gpt")) return [];
  return [
    ...(["model", "logicModel"] as const).map((setting) => modelFinding(setting, openai[setting], today)),
    agreementFinding(openai.agreement, today),
  ];
}

function modelFinding(setting: string, model: string, today: Date): Finding {
  const name = `openai.${setting}`;
  const life = lifeOf(model, today);
  if (life.is === "without an end") return ok(name, `${model}, of which no end is known here`);
  const fix = `write ${life.successor} as ${name} into config.yaml, then npm run synth`;
  if (life.is === "gone") return wrong(name, `${model} has left OpenAI's API on ${life.leavesOn}`, fix);
  return warning(name, `${model} leaves OpenAI's API on ${life.leavesOn}, in ${life.days} days`, fix);
}

function agreementFinding(agreement: string | undefined, today: Date): Finding {
  const name = "openai.agreement";
  // Nothing is wrong with a service that waits for its owner's decision.
  if (agreement === undefined)
    return ok(name, "none: nothing goes to OpenAI by itself until the day of the agreement stands in config.yaml");
  if (Date.parse(agreement) > today.getTime())
    return wrong(name, `${agreement} is still to come, and documents go already`, "leave it out until that day");
  return ok(name, `of ${agreement}`);
}
