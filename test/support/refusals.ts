import { Refusal } from "../../charts/config/refusal";
import { Mistake } from "../../charts/model/mistake";

/** The message of the refusal that `act` ends with; anything else is a failure of the test. */
export function refusalOf(act: () => unknown): string {
  return messageOf(act, Refusal);
}

/** The message of the mistake that `act` ends with; anything else is a failure of the test. */
export function mistakeOf(act: () => unknown): string {
  return messageOf(act, Mistake);
}

function messageOf(act: () => unknown, wanted: typeof Refusal | typeof Mistake): string {
  try {
    act();
  } catch (error) {
    if (error instanceof wanted) return error.message;
    throw error;
  }
  throw new Error(`nothing was refused, a ${wanted.name} was expected`);
}
