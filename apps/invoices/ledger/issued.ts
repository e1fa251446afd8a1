/** What is told of an invoice once it is made, and told again to who asks again. */
export interface Summary {
  readonly number: string;
  /** What it is called on paper: Rechnung or Rechnungskorrektur. */
  readonly kind: string;
  readonly issued: string;
  readonly due: string;
  readonly customer: string;
  /** Euro with two places, such as 1234.50; below zero where the customer gets it back. */
  readonly gross: string;
  /** The name of the document that the customer gets: the XML that counts, alone or in a PDF. */
  readonly send: string;
  /** The name of the document that an archive takes: always a PDF. */
  readonly file: string;
}

export interface Document {
  readonly name: string;
  readonly mediaType: string;
  readonly content: Uint8Array;
}

/** An invoice that was made, with all that is kept of it. */
export interface Issued {
  readonly summary: Summary;
  readonly documents: readonly Document[];
}

/** What an order leads to. */
export interface Answer {
  readonly summary: Summary;
  /** False where the same order had come before. */
  readonly isNew: boolean;
  /** True where somebody has said that the customer has it. */
  readonly isSent: boolean;
}
