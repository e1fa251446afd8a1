import type { Fault } from "../../../charts/config/refusal";
import type { Config } from "../../../charts/config/schema";

/** What is wrong with a value: what it is instead, never what it holds, what would be right, and the next step. */
export type WrongValue = Pick<Fault, "value" | "allowed" | "fix">;

/** What a value is judged with. */
export interface Surroundings {
  readonly config: Config;
  /** Another key of the same credential, where its value is known already. */
  readonly other: (key: string) => string | undefined;
}
