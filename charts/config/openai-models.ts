/** What is known of a model of OpenAI's API, and since when. */
export interface OpenaiModel {
  readonly name: string;
  /** The day from which the API answers no more for it. Left out: no end is announced. */
  readonly leavesOn?: string;
  /** What its maker names in its place; only with an end. */
  readonly successor?: string;
  /** Where that stood, and when it was read. */
  readonly source: string;
}

const announced = "OpenAI's list of deprecations as cited by dev.to/importstatic (15 October 2026) and dev.to/max_bob (28 October 2026)";

/** Complete as far as the owner's document goes: its two models, and what follows them. A new end is one more line here. */
export const openaiModels: readonly OpenaiModel[] = [
  { name: "gpt-4o-mini", leavesOn: "2027-01-14", successor: "gpt-6-luna", source: announced },
  { name: "gpt-4o", leavesOn: "2027-01-14", successor: "gpt-6-luna", source: announced },
  { name: "gpt-4.1-mini", leavesOn: "2027-01-14", successor: "gpt-6-luna", source: announced },
  { name: "gpt-4.1", leavesOn: "2027-01-14", successor: "gpt-6-luna", source: announced },
  { name: "gpt-6-luna", source: `no end of it stands in ${announced}` },
];

/** The model itself while no end of it is announced, and else the last of those that follow it. */
export function lastingModel(name: string, known: readonly OpenaiModel[] = openaiModels): string {
  const { successor } = known.find((model) => model.name === name) ?? {};
  return successor === undefined ? name : lastingModel(successor, known);
}

/** How long a model lives, seen from `today`: gone, ending, or without an announced end. */
export function lifeOf(name: string, today: Date, known: readonly OpenaiModel[] = openaiModels) {
  const { leavesOn } = known.find((model) => model.name === name) ?? {};
  if (leavesOn === undefined) return { is: "without an end" } as const;
  const left = Math.ceil((Date.parse(leavesOn) - today.getTime()) / 86_400_000);
  const successor = lastingModel(name, known);
  return left <= 0 ? ({ is: "gone", leavesOn, successor } as const) : ({ is: "ending", leavesOn, successor, days: left } as const);
}
