import type { CredentialKey } from "../access/credential";
import type { Text } from "./context";

/** What a variable of a program holds. */
export type Value = Text | CredentialKey;

export type Environment = Readonly<Record<string, Value>>;

export function isCredentialKey(value: Value): value is CredentialKey {
  return typeof value === "object";
}
