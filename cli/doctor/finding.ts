import { printableCell } from "../text/printable";
import type { Verdict } from "../verdict";

/** What several findings come from, and the one step that mends them all. */
export interface Cause {
  readonly name: string;
  readonly fix: string;
}

/** What one check of `mk360 doctor` found. */
export interface Finding {
  readonly name: string;
  readonly verdict: Verdict;
  readonly found: string;
  /** The next step, where there is one; a command stands there as it is typed. */
  readonly fix: string | undefined;
  /** What it shares with others. Default: nothing, it is a cause by itself. */
  readonly cause?: Cause;
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

/** One of several that come from one cause. `fix` is its own step where it differs from that of all. */
export function wrongBy(cause: Cause, name: string, found: string, fix = cause.fix): Finding {
  return { name, verdict: "wrong", found, fix, cause };
}

/** What the API does not show; `fix` says where it can be seen. */
export function unknown(name: string, found: string, fix: string): Finding {
  return { name, verdict: "unknown", found, fix };
}

/** Each text on one line and printable: much of it comes from the cluster. */
export function onOneLine({ name, verdict, found, fix, cause }: Finding): Finding {
  const plain = {
    name: printableCell(name),
    verdict,
    found: printableCell(found),
    fix: fix === undefined ? undefined : printableCell(fix),
  };
  return cause === undefined ? plain : { ...plain, cause: { name: printableCell(cause.name), fix: printableCell(cause.fix) } };
}
