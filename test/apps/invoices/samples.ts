import type { Seller } from "../../../apps/invoices/order/seller";

/** What Mustang's makers and the banks use in their own examples: numbers that are right and belong to nobody here. */
export const seller: Seller = {
  name: "Muster & Söhne GmbH",
  street: "Musterweg 1",
  postcode: "10115",
  city: "Berlin",
  contact: "Maria Muster",
  phone: "+49 30 123456",
  mail: "office@mk360.de",
  vatId: "DE136695976",
  smallBusiness: false,
  iban: "DE89370400440532013000",
  paymentDays: 14,
  numberPrefix: "RE-",
  firstNumber: 1,
};

const { mail: _mail, ...shown } = seller;

/** What config.yaml says of who sends the invoices. */
export const invoicesConfig = { ...shown };

const { vatId: _, ...withoutVatId } = seller;

/** A small business, known to its tax office alone. */
export const smallBusiness: Seller = { ...withoutVatId, taxNumber: "21/815/08150", smallBusiness: true };

/** The least that an order must say. */
export const order = {
  request: "sample-1",
  format: "zugferd",
  buyer: { name: "Kunde AG", street: "Kundenweg 2", postcode: "20095", city: "Hamburg", mail: "rechnung@example.com" },
  delivered: "2026-11-27",
  lines: [{ name: "Beratung", quantity: "2.5", unit: "hour", price: "110", vat: "19" }],
};

export const day = "2026-11-30";

/** The same without something that is charged. */
export const withoutVat = order.lines.map(({ vat: _vat, ...line }) => line);
