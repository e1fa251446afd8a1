import { printableCell } from "../text/printable";
import type { Verdict } from "../verdict";

/** What one check of `mk360 doctor` found. */
export interface Finding {
  readonly name: string;
  readonly verdict: Verdict;
  readonly found: string;
  /** The next step, where there is one; a command stands there as it is typed. */
  readonly fix: string | undefined;
}

export function ok(name: string, found: string): Finding {
  return { name, verdict: "ok", found, fix: undefined };
}

export function wrong(name: string, found: string, fix: string): Finding {
  return { name, verdict: "wrong", found, fix };
}

export function warning(name: string, found: string, fix: string): Finding {
  return { name, verdict: "warning", found, fix };
}

/** What the API does not show; `fix` says where it can be seen. */
export function unknown(name: string, found: string, fix: string): Finding {
  return { name, verdict: "unknown", found, fix };
}

/** Each text on one line and printable: much of it comes from the cluster. */
export function onOneLine({ name, verdict, found, fix }: Finding): Finding {
  return { name: printableCell(name), verdict, found: printableCell(found), fix: fix === undefined ? undefined : printableCell(fix) };
}
