import { describe, expect, test } from "@jest/globals";
import { invoiceOf } from "../../../../apps/invoices/invoice";
import { readOrder } from "../../../../apps/invoices/order/order";
import { pageOf } from "../../../../apps/invoices/page/page";
import { day, order, seller, smallBusiness, withoutVat } from "../samples";

const page = (input: unknown, by = seller) => pageOf(invoiceOf(readOrder(input, by, day), by, "RE-2026-0001", day));

describe("the page of an invoice", () => {
  // § 14 (4) UStG, numbers 1 to 8.
  test.each([
    "Muster &amp; Söhne GmbH",
    "Kunde AG",
    "USt-IdNr. DE136695976",
    "30.11.2026",
    "RE-2026-0001",
    "2,5",
    "Std.",
    "Beratung",
    "27.11.2026",
    "275,00",
    "19 %",
    "52,25",
    "327,25",
    "DE89 3704 0044 0532 0130 00",
  ])("shows %s", (text) => {
    expect(page(order)).toContain(text);
  });

  test.each([
    ["§ 19 UStG", { ...order, lines: withoutVat }, smallBusiness],
    [
      "Steuerschuldnerschaft des Leistungsempfängers",
      { ...order, treatment: "reverse-charge", lines: withoutVat, buyer: { ...order.buyer, country: "AT", vatId: "ATU13585627" } },
      seller,
    ],
  ])("without VAT says why: %s", (reason, input, by) => {
    expect(page(input, by)).toContain(reason);
  });

  test("fetches nothing and runs nothing, whatever stands in a name", () => {
    const text = page({ ...order, note: '<img src="http://x/y"><script>1</script> {{seller}}' });
    expect(text.match(/<(?:script|img|link|iframe)|url\(|https?:\/\/[^x]/gi)).toBeNull();
  });
});
