import { type Fault, Refusal } from "../../../charts/config/refusal";
import type { Config } from "../../../charts/config/schema";
import type { SecretEntry } from "../../../charts/facts/secrets";
import type { GivenKind } from "../../../charts/model/access/given-kind";
import type { Values } from "../make-credential";
import { wayOf } from "./kinds";
import type { Surroundings, WrongValue } from "./wrong-value";

/** A value as it is kept: without what copying has added. */
export function tidied(value: string, kind: GivenKind): string {
  return wayOf(kind).tidied(value, kind);
}

/** What is wrong with a value, read for what it is; undefined where nothing is. It never repeats the value: that is a secret. */
export function faultOfValue(value: unknown, kind: GivenKind, surroundings: Surroundings): WrongValue | undefined {
  if (typeof value !== "string" || value.trim() === "") return { allowed: "a text that is not empty", fix: "put the value in quotes" };
  // Those from U+007F on are text for sops, and what Flux and `kubectl apply --server-side` cannot bring into the cluster.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff\p{Cs}]/u.test(value))
    return { allowed: "a text without control characters and without half of a character", fix: "copy the value again" };
  const way = wayOf(kind);
  const text = way.tidied(value, kind);
  if (way.comes === "typed" && text.includes("\n"))
    return { value: "more than one line", allowed: "one line", fix: "copy the value again, without what is around it" };
  return way.faultOf(text, kind, surroundings);
}

/** What is wrong with the keys of a whole credential that its owner has given. */
export function faultsOfGiven({ name, keys }: SecretEntry, values: Values, config: Config): Fault[] {
  return Object.entries(keys).flatMap(([key, origin]) => {
    if (origin.kind !== "given" || values[key] === undefined) return [];
    const fault = faultOfValue(values[key], origin.of, { config, other: (other) => values[other] });
    return fault ? [{ where: `${name}.${key}`, ...fault }] : [];
  });
}

/** @throws Refusal when values do not fit each other, such as a new passphrase and a file that was there before. */
export function refuseUnfit(
  source: string,
  changed: readonly { readonly entry: SecretEntry; readonly values: Values }[],
  config: Config,
): void {
  const faults = changed.flatMap(({ entry, values }) => faultsOfGiven(entry, values, config));
  if (faults.length > 0) throw new Refusal(source, faults);
}
