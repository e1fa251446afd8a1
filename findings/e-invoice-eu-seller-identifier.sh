#!/usr/bin/env bash
# @e-invoice-eu/core: a seller's identifier (BT-29) and legal form (BT-33), written as its own schema wants them, stand in UBL
# and are left out of CII without a word. A seller without a VAT number is then known by nothing, which BR-CO-26 refuses.
set -euo pipefail
version=2.3.4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund "@e-invoice-eu/core@$version" >/dev/null
echo "@e-invoice-eu/core $(npm ls --parseable --long @e-invoice-eu/core | sed -n '1s/.*@//p'), Node $(node --version)"

cat >make.mjs <<'SCRIPT'
import { InvoiceService } from "@e-invoice-eu/core";

const euro = (field, value) => ({ [`cbc:${field}`]: value, [`cbc:${field}@currencyID`]: "EUR" });
const category = { "cbc:ID": "E", "cbc:Percent": "0", "cac:TaxScheme": { "cbc:ID": "VAT" } };
const address = (mail) => ({
  "cbc:EndpointID": mail,
  "cbc:EndpointID@schemeID": "EM",
  "cac:PostalAddress": { "cbc:CityName": "Berlin", "cac:Country": { "cbc:IdentificationCode": "DE" } },
});
const document = (identification) => ({
  "ubl:Invoice": {
    "cbc:ID": "1",
    "cbc:IssueDate": "2026-11-30",
    "cbc:InvoiceTypeCode": "380",
    "cbc:DocumentCurrencyCode": "EUR",
    "cac:AccountingSupplierParty": {
      "cac:Party": {
        "cac:PartyIdentification": identification,
        ...address("seller@example.com"),
        "cac:PartyLegalEntity": { "cbc:RegistrationName": "Seller", "cbc:CompanyLegalForm": "seller-form" },
      },
    },
    "cac:AccountingCustomerParty": { "cac:Party": { ...address("buyer@example.com"), "cac:PartyLegalEntity": { "cbc:RegistrationName": "Buyer" } } },
    "cac:Delivery": { "cbc:ActualDeliveryDate": "2026-11-30" },
    "cac:PaymentTerms": { "cbc:Note": "now" },
    "cac:TaxTotal": [
      {
        ...euro("TaxAmount", "0.00"),
        "cac:TaxSubtotal": [
          {
            ...euro("TaxableAmount", "1.00"),
            ...euro("TaxAmount", "0.00"),
            "cac:TaxCategory": { ...category, "cbc:TaxExemptionReason": "small business" },
          },
        ],
      },
    ],
    "cac:LegalMonetaryTotal": {
      ...euro("LineExtensionAmount", "1.00"),
      ...euro("TaxExclusiveAmount", "1.00"),
      ...euro("TaxInclusiveAmount", "1.00"),
      ...euro("PayableAmount", "1.00"),
    },
    "cac:InvoiceLine": [
      {
        "cbc:ID": "1",
        "cbc:InvoicedQuantity": "1",
        "cbc:InvoicedQuantity@unitCode": "H87",
        ...euro("LineExtensionAmount", "1.00"),
        "cac:Item": { "cbc:Name": "x", "cac:ClassifiedTaxCategory": category },
        "cac:Price": euro("PriceAmount", "1"),
      },
    ],
  },
});

const service = new InvoiceService({ log() {}, warn: console.warn, error() {} });
const make = (format, identification) => service.generate(document(identification), { format, lang: "en" });
const asList = [{ "cbc:ID": "seller-number" }];
for (const format of ["UBL", "CII"]) {
  const xml = await make(format, asList);
  console.log(`${format}: identifier ${xml.includes("seller-number") ? "there" : "left out"}, legal form ${xml.includes("seller-form") ? "there" : "left out"}`);
}
await make("CII", asList[0]).then(
  () => console.log("one identifier that is not in a list: taken"),
  (error) => console.log(`one identifier that is not in a list: refused (${error.errors?.[0]?.message ?? error.message})`),
);
SCRIPT

said=$(node make.mjs)
echo "$said"
if [ "$(printf '%s\n' "$said" | sed -n '1,2p')" = "UBL: identifier there, legal form there
CII: identifier left out, legal form left out" ]; then
  echo "SEEN: version $version writes a seller's identifier and legal form into UBL, and leaves both out of CII without a word"
else
  echo "CHANGED: $(printf '%s' "$said" | tr '\n' ';')"
  exit 1
fi
