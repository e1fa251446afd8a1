import { parseConfig } from "../../charts/config/load";
import { Refusal } from "../../charts/config/refusal";

/** The message of the refusal that `read` ends in. */
export function refusalOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
  return "it was accepted";
}

/** The message for a configuration text. */
export const refused = (text: string): string => refusalOf(() => parseConfig(text));
