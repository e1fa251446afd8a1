import { aligned } from "../../charts/pages/text";
import type { MissingKey } from "./make-credential";

/** What only the owner knows and has not entered yet, with what will not work. */
export function missingTable(missing: readonly MissingKey[]): string {
  const rows = missing.map(({ credential, key, what, without }) => [`  ${credential}`, key, `${what}; without it ${without}`]);
  return aligned(rows, ["left", "left", "left"]);
}
