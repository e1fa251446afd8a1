import type { CustomField, StoragePath } from "../../paperless/archive-content";
import type { Seed } from "../../vocabulary";

/** The kind of document in the business archive that invoices to customers are. */
export const invoiceKind = "Ausgangsrechnung";

/** That of invoices of suppliers. */
export const incomingKind = "Eingangsrechnung";

/** What the business archive tells apart; by what rules Paperless gives them is the owner's own matter, but for the first. */
export const documentKinds: readonly Seed[] = [
  { name: invoiceKind, holds: "Rechnungen an Kunden, wie sie verschickt wurden", onlyByHand: true },
  { name: incomingKind, holds: "Rechnungen von Lieferanten, wie sie ankamen" },
  { name: "Vertrag", holds: "Verträge mit Kunden und Lieferanten, unterschrieben" },
  { name: "AVV", holds: "Verträge zur Auftragsverarbeitung (Art. 28 DSGVO), unterschrieben" },
  { name: "Geschäftsbrief", holds: "Schriftwechsel mit Kunden, Lieferanten und Behörden" },
  { name: "Steuer", holds: "Bescheide und Erklärungen, Schriftwechsel mit dem Finanzamt" },
];

/** What invoices of both ways bear in the business archive, so that they can be listed by it. */
export const invoiceFields = {
  number: { name: "Rechnungsnummer", holds: "die Nummer, die auf der Rechnung steht", type: "text" },
  amount: { name: "Rechnungsbetrag", holds: "der Betrag mit Umsatzsteuer", type: "amount" },
  due: { name: "Fällig am", holds: "der Tag, bis zu dem zu zahlen ist", type: "day" },
} satisfies Readonly<Record<string, CustomField>>;

/** Where their files lie: by year and way, as the tax office asks for them. */
export const invoiceFolder: StoragePath = {
  name: "Rechnungen",
  holds: "Rechnungen beider Wege, nach Jahren",
  path: "Rechnungen/{{ created_year }}/{{ document_type }}/{{ correspondent }}/{{ title }}-{{ doc_pk }}",
};

/** Below it stands the tag of each customer. */
export const customerTag: Seed = { name: "Kunden", holds: "Unterlagen der Kunden, je Kunde mit einer Marke darunter", onlyByHand: true };
