import { groupedBy } from "../../charts/pages/text";
import type { Finding } from "./finding";

/** So many names stand in a line; of more it says how many. */
const named = 3;

/**
 * What has one cause becomes one line with one step, in the place of the first: what is wrong by a shared cause, or is
 * mended by the same words. What is well, or has no step, stays by itself.
 */
export function folded(findings: readonly Finding[]): Finding[] {
  const keyOf = ({ verdict, name, fix, cause }: Finding) =>
    JSON.stringify(fix === undefined ? [verdict, "alone", name] : [verdict, cause?.name ?? "", cause === undefined ? fix : ""]);
  return [...groupedBy(findings, keyOf).values()].map(oneOf);
}

function oneOf(group: readonly Finding[]): Finding {
  const [first] = group as readonly [Finding];
  if (group.length === 1) return first;
  if (first.cause === undefined) return { ...first, found: `${first.found}; the same: ${listed(group.slice(1))}` };
  return { ...first, name: first.cause.name, found: `${group.length}: ${listed(group)}`, fix: first.cause.fix };
}

function listed(findings: readonly Finding[]): string {
  const names = findings.map(({ name }) => name);
  const rest = names.length - named;
  return rest > 0 ? `${names.slice(0, named).join(", ")} and ${rest} more` : names.join(", ");
}
