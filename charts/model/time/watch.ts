import type { Span } from "../../values/span";
import type { CredentialKey } from "../access/credential";
import type { Endpoint } from "../network/endpoint";
import type { Environment } from "../program/environment";

/** Who raises the alarm when a job has had no good end for too long, and how it is told of one. */
export interface Watcher {
  /** Who is told. */
  readonly at: Endpoint;
  /** A program of ours that runs the words after it, and tells of their good end. */
  readonly command: readonly string[];
  /** Its files. */
  readonly files: Readonly<Record<string, string>>;
  /** What it is told, for as long as the service runs; without these variables it tells nobody. */
  readonly env: (token: CredentialKey) => Environment;
}

/** What is decided about the age of a job's last good end. */
export type Watch =
  | { readonly kind: "watched"; readonly by: Watcher; readonly within?: Span }
  | { readonly kind: "none"; readonly reason: string };

/** Nobody notices when it stays away, which is a decision too. */
export function notWatched(reason: string): Watch {
  return { kind: "none", reason };
}
