import { byText } from "../../charts/values/order";

/** An object of the cluster, or of dist, with what was found of it. */
export interface Finding {
  /** As kubectl takes it, with its namespace: `Deployment public/n8n`. */
  readonly object: string;
  readonly found: string;
}

export type Outcome = "passed" | "failed" | "cannot judge";

/** One question to the cluster, with every object that answers it badly or not at all. */
export interface Check {
  /** What holds when it has passed. */
  readonly name: string;
  readonly outcome: Outcome;
  /** How many objects were looked at. */
  readonly looked: number;
  readonly failed: readonly Finding[];
  /** What of it the API does not show. */
  readonly unjudged: readonly Finding[];
}

/** What one object answers: nothing is wrong, this is, or it cannot be said. */
export type Answer = { readonly wrong: string } | { readonly unknown: string } | undefined;

/** A check of all objects by one question. What was not there to be asked is neither passed nor failed. */
export function check<T>(
  name: string,
  objects: readonly T[],
  nameOf: (one: T) => string,
  ask: (one: T) => Answer | readonly Answer[],
): Check {
  const failed: Finding[] = [];
  const unjudged: Finding[] = [];
  for (const object of objects) {
    for (const answer of [ask(object)].flat()) {
      if (answer === undefined) continue;
      if ("wrong" in answer) failed.push({ object: nameOf(object), found: answer.wrong });
      else unjudged.push({ object: nameOf(object), found: answer.unknown });
    }
  }
  return { name, outcome: outcomeOf(failed, unjudged), looked: objects.length, failed: sorted(failed), unjudged: sorted(unjudged) };
}

/** One check out of several of its parts. */
export function joined(name: string, parts: readonly Check[]): Check {
  const failed = parts.flatMap((part) => part.failed);
  const unjudged = parts.flatMap((part) => part.unjudged);
  const looked = parts.reduce((sum, part) => sum + part.looked, 0);
  return { name, outcome: outcomeOf(failed, unjudged), looked, failed: sorted(failed), unjudged: sorted(unjudged) };
}

export function wrong(found: string): Answer {
  return { wrong: found };
}

export function unknown(found: string): Answer {
  return { unknown: found };
}

function outcomeOf(failed: readonly Finding[], unjudged: readonly Finding[]): Outcome {
  if (failed.length > 0) return "failed";
  return unjudged.length > 0 ? "cannot judge" : "passed";
}

function sorted(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((one, other) => byText(one.object, other.object) || byText(one.found, other.found));
}
