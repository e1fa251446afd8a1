import type { Seed } from "../../vocabulary";

/** The kind of document in the business archive that invoices to customers are. */
export const invoiceKind = "Ausgangsrechnung";

/** What the business archive tells apart; by what rules Paperless gives them is the owner's own matter, but for the first. */
export const documentKinds: readonly Seed[] = [
  { name: invoiceKind, holds: "Rechnungen an Kunden, wie sie verschickt wurden", onlyByHand: true },
  { name: "Eingangsrechnung", holds: "Rechnungen von Lieferanten, wie sie ankamen" },
  { name: "Vertrag", holds: "Verträge mit Kunden und Lieferanten, unterschrieben" },
  { name: "AVV", holds: "Verträge zur Auftragsverarbeitung (Art. 28 DSGVO), unterschrieben" },
  { name: "Geschäftsbrief", holds: "Schriftwechsel mit Kunden, Lieferanten und Behörden" },
  { name: "Steuer", holds: "Bescheide und Erklärungen, Schriftwechsel mit dem Finanzamt" },
];
