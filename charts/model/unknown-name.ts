import type { Fault } from "../config/refusal";
import { didYouMean } from "../values/nearest";

/** Names in the configuration must be names of the catalogue; `renamed` has those of before, with today's. */
export function faultsOfUnknownName(
  where: string,
  value: string,
  known: readonly string[],
  kind: string,
  renamed: ReadonlyMap<string, string> = new Map(),
): Fault[] {
  if (known.includes(value)) return [];
  return [
    {
      where,
      value,
      allowed: `a ${kind} of the catalogue: ${[...known].sort().join(", ")}`,
      fix: nowCalled(value, renamed) ?? didYouMean(value, known) ?? "correct or remove the name",
    },
  ];
}

/** The way out for who names a service, or a volume of it, as it was called before. */
function nowCalled(value: string, renamed: ReadonlyMap<string, string>): string | undefined {
  const [service = "", ...rest] = value.split("/");
  const now = renamed.get(service);
  return now === undefined ? undefined : `${service} is called ${now} now: write ${[now, ...rest].join("/")}`;
}
