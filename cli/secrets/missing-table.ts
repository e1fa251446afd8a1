import { hanging } from "../text/hanging";
import type { MissingKey } from "./make-credential";

/** What only the owner knows and has not entered yet, with what will not work. */
export function missingTable(missing: readonly MissingKey[]): string {
  return hanging(missing.map(({ credential, key, what, without }) => [credential, key, `${what}; without it ${without}`]));
}
