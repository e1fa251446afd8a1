import type { Span } from "../values/span";

/** What personal data a service holds, for the register of processing activities (Art. 30 DSGVO). */
export interface PersonalData {
  /** Whose data it is. */
  readonly whose: string;
  /** What kinds of data. */
  readonly what: string;
  /** What for. */
  readonly purpose: string;
  /** How long it is kept; the rule in words where no span fits. */
  readonly kept: Span | string;
}

const about =
  (whose: string) =>
  (what: string, purpose: string, kept: Span | string): PersonalData => ({ whose, what, purpose, kept });

/** Data of customers and of those who ask for an offer. */
export const customers = about("customers and prospects");
/** Data of the owner and of those who work for the business. */
export const staff = about("the owner and staff");
/** Data of the owner's family and private contacts. */
export const family = about("the owner's family and private contacts");
