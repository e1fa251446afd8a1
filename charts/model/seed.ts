import type { Context } from "./program/context";

/** One thing that the set-up makes inside a service, such as a tag of an archive. */
export interface Seed {
  readonly name: string;
  /** What belongs there, in the language of those who use it. */
  readonly holds: string;
  /** Whether only people and declared programs give it to a document, never a rule of the archive. Default: no. */
  readonly onlyByHand?: boolean;
  /** Whether this stack wants it. Default: always. */
  readonly when?: (context: Context) => boolean;
}
