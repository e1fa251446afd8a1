import { groupedBy } from "../../charts/values/order";
import type { Finding } from "./finding";

/** So many names stand in a line; of more it says how many. */
const named = 3;

/**
 * What has one cause becomes one line with one step: what is wrong by a shared cause, or is mended by the same words. It
 * stands where the last of it stood, because all before it is to be mended first. What is well stays by itself.
 */
export function folded(findings: readonly Finding[]): Finding[] {
  const keyOf = ({ verdict, name, fix, cause }: Finding) =>
    JSON.stringify(fix === undefined ? [verdict, "alone", name] : [verdict, cause?.name ?? "", cause === undefined ? fix : ""]);
  const groups = [...groupedBy(findings, keyOf).values()];
  const place = (group: readonly Finding[]) => findings.indexOf(group.at(-1) as Finding);
  return groups.sort((one, other) => place(one) - place(other)).map(oneOf);
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
