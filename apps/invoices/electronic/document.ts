import type { Invoice as Document } from "@e-invoice-eu/core";
import type Big from "big.js";
import { deliveredUntil, type Invoice, reasonWithoutVat, termsOf } from "../invoice.ts";
import { amount, rateOf, type VatGroup } from "../money/totals.ts";
import type { Position } from "../order/order.ts";
import type { Seller } from "../order/seller.ts";
import { units } from "../order/unit.ts";

const vat = { "cac:TaxScheme": { "cbc:ID": "VAT" } };
const [commercialInvoice, correctedInvoice] = ["380", "384"] as const;
const sepaTransfer = "58";
const mail = "EM";

type Whole = Document["ubl:Invoice"];

/** The invoice in the terms of EN 16931, as the library reads it. */
export function documentOf(invoice: Invoice): Document {
  const { number, issued, due, order, seller, totals, corrected } = invoice;
  const { delivered } = order;
  return {
    "ubl:Invoice": {
      "cbc:ID": number,
      "cbc:IssueDate": issued,
      "cbc:DueDate": due,
      "cbc:InvoiceTypeCode": corrected ? correctedInvoice : commercialInvoice,
      ...(order.note ? { "cbc:Note": [order.note] } : {}),
      "cbc:DocumentCurrencyCode": "EUR",
      // Without one XRechnung is refused, and whoever is no authority has no number of his own.
      "cbc:BuyerReference": order.buyer.leitwegId ?? order.order ?? order.buyer.name,
      ...(typeof delivered === "string" ? {} : { "cac:InvoicePeriod": { "cbc:StartDate": delivered.from, "cbc:EndDate": delivered.to } }),
      ...(corrected
        ? {
            "cac:BillingReference": [{ "cac:InvoiceDocumentReference": { "cbc:ID": corrected.number, "cbc:IssueDate": corrected.issued } }],
          }
        : {}),
      ...(order.order ? { "cac:OrderReference": { "cbc:ID": order.order } } : {}),
      "cac:AccountingSupplierParty": { "cac:Party": sellerParty(seller) },
      "cac:AccountingCustomerParty": { "cac:Party": buyerParty(invoice) },
      // Every set of rules agrees where it is there; without it some refuse the whole.
      "cac:Delivery": { "cbc:ActualDeliveryDate": deliveredUntil(order) },
      "cac:PaymentMeans": [paymentOf(invoice)],
      "cac:PaymentTerms": { "cbc:Note": termsOf(invoice) },
      "cac:TaxTotal": [{ ...euro("cbc:TaxAmount", totals.tax), "cac:TaxSubtotal": totals.groups.map(subtotalOf) }],
      "cac:LegalMonetaryTotal": {
        ...euro("cbc:LineExtensionAmount", totals.net),
        ...euro("cbc:TaxExclusiveAmount", totals.net),
        ...euro("cbc:TaxInclusiveAmount", totals.gross),
        ...euro("cbc:PayableAmount", totals.gross),
      },
      "cac:InvoiceLine": order.lines.map((position, index) => lineOf(invoice, position, index)) as Whole["cac:InvoiceLine"],
    },
  };
}

function sellerParty(seller: Seller): Whole["cac:AccountingSupplierParty"]["cac:Party"] {
  const byVat = seller.vatId ? [{ "cbc:CompanyID": seller.vatId, ...vat }] : [];
  const byTaxOffice = seller.taxNumber ? [{ "cbc:CompanyID": seller.taxNumber, "cac:TaxScheme": { "cbc:ID": "FC" } }] : [];
  return {
    "cbc:EndpointID": seller.mail,
    "cbc:EndpointID@schemeID": mail,
    ...addressOf({ ...seller, country: "DE" }),
    "cac:PartyTaxScheme": [...byVat, ...byTaxOffice] as NonNullable<
      Whole["cac:AccountingSupplierParty"]["cac:Party"]["cac:PartyTaxScheme"]
    >,
    "cac:PartyLegalEntity": {
      "cbc:RegistrationName": seller.name,
      // Who has no VAT number must be known by another one (BR-CO-26), and the tax office's does not count where it stands.
      ...(seller.vatId || !seller.taxNumber ? {} : { "cbc:CompanyID": seller.taxNumber }),
      ...(seller.register ? { "cbc:CompanyLegalForm": seller.register } : {}),
    },
    "cac:Contact": { "cbc:Name": seller.contact, "cbc:Telephone": seller.phone, "cbc:ElectronicMail": seller.mail },
  };
}

function buyerParty({ order: { buyer } }: Invoice): Whole["cac:AccountingCustomerParty"]["cac:Party"] {
  return {
    "cbc:EndpointID": buyer.mail,
    "cbc:EndpointID@schemeID": mail,
    ...addressOf(buyer),
    ...(buyer.vatId ? { "cac:PartyTaxScheme": { "cbc:CompanyID": buyer.vatId, ...vat } } : {}),
    "cac:PartyLegalEntity": { "cbc:RegistrationName": buyer.name },
    ...(buyer.contact ? { "cac:Contact": { "cbc:Name": buyer.contact } } : {}),
  };
}

function addressOf({ street, city, postcode, country }: { street: string; city: string; postcode: string; country: string }) {
  return {
    "cac:PostalAddress": {
      "cbc:StreetName": street,
      "cbc:CityName": city,
      "cbc:PostalZone": postcode,
      "cac:Country": { "cbc:IdentificationCode": country as "DE" },
    },
  };
}

function paymentOf({ number, seller: { iban, bic, name } }: Invoice): NonNullable<Whole["cac:PaymentMeans"]>[number] {
  return {
    "cbc:PaymentMeansCode": sepaTransfer,
    "cbc:PaymentID": number,
    "cac:PayeeFinancialAccount": {
      "cbc:ID": iban,
      "cbc:Name": name,
      ...(bic ? { "cac:FinancialInstitutionBranch": { "cbc:ID": bic } } : {}),
    },
  };
}

function subtotalOf({ category, rate, net, tax }: VatGroup) {
  const reason = reasonWithoutVat(category);
  return {
    ...euro("cbc:TaxableAmount", net),
    ...euro("cbc:TaxAmount", tax),
    "cac:TaxCategory": { "cbc:ID": category, "cbc:Percent": rate, ...(reason ? { "cbc:TaxExemptionReason": reason } : {}), ...vat },
  };
}

function lineOf({ category, totals }: Invoice, position: Position, index: number): Whole["cac:InvoiceLine"][number] {
  return {
    "cbc:ID": `${index + 1}`,
    "cbc:InvoicedQuantity": position.quantity,
    "cbc:InvoicedQuantity@unitCode": units[position.unit].code,
    ...euro("cbc:LineExtensionAmount", totals.nets[index] as Big),
    "cac:Item": {
      ...(position.description ? { "cbc:Description": position.description } : {}),
      "cbc:Name": position.name,
      "cac:ClassifiedTaxCategory": { "cbc:ID": category, "cbc:Percent": rateOf(position), ...vat },
    },
    "cac:Price": { "cbc:PriceAmount": position.price, "cbc:PriceAmount@currencyID": "EUR" },
  };
}

function euro<Field extends `cbc:${string}`>(field: Field, value: Big) {
  return { [field]: amount(value), [`${field}@currencyID`]: "EUR" } as Record<Field, string> & Record<`${Field}@currencyID`, "EUR">;
}
