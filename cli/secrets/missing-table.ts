import { terminal } from "../terminal";
import { hanging } from "../text/hanging";
import type { MissingKey } from "./make-credential";

/** What only the owner knows and has not entered yet, with what will not work. */
export function missingTable(missing: readonly MissingKey[]): string {
  const rows = missing.map(({ credential, key, what, without }) => [credential, key, `${what}; without it ${without}`]);
  return hanging(rows, 2, terminal.tableWidth);
}
