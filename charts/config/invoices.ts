import { isValidBIC, isValidIBAN } from "ibantools";
import { stdnum } from "stdnum";
import { z } from "zod";
import { field } from "./field";
import { section } from "./groups";
import * as is from "./scalars";

const line = (says: string, most: number) => is.printedLine(says, most, "write it as it is to stand on the invoice");

export const invoicesSchema = section("Who sends the invoices, as it stands on each of them; without it none are made.", {
  name: line("The business as its register or the tax office has it.", 100),
  street: line("Street and number.", 100),
  postcode: field(z.string().regex(/^[0-9]{5}$/), {
    says: "The German postcode.",
    allowed: 'five digits in quotes, such as "10115"',
    fix: "write it in quotes, so that a zero in front stays",
  }),
  city: line("The city.", 100),
  contact: line("Who answers a customer's questions.", 100),
  phone: field(z.string().regex(/^\+?[0-9][0-9 /()-]{4,28}[0-9]$/), {
    says: "The number at which they are answered.",
    allowed: 'digits with blanks, slashes, hyphens or brackets between them, in quotes, such as "+49 30 123456"',
    fix: "write it in quotes",
  }),
  mail: is.mailAddress("The address at which they are answered; contact when left out.").optional(),
  vatId: field(
    z.string().refine((text) => /^DE[0-9]{9}$/.test(text) && isGerman("vat", text)),
    {
      says: "Your VAT number.",
      allowed: "DE and nine digits whose check digit is right",
      fix: "compare it with the letter of the Bundeszentralamt für Steuern",
    },
  ).optional(),
  taxNumber: field(
    z.string().refine((text) => /^[0-9][0-9 /-]{8,18}[0-9]$/.test(text) && isGerman("stnr", text)),
    {
      says: "The number that your tax office gave you; without vatId it must stand on each invoice.",
      allowed: 'a German tax number in quotes, such as "21/815/08150"',
      fix: "compare it with a letter of your tax office",
    },
  ).optional(),
  smallBusiness: is.yesNo("Whether you charge no VAT (Kleinunternehmer, § 19 UStG).").default(false),
  register: line("Court and number of the register; nothing for who stands in none.", 100).optional(),
  iban: field(z.string().refine(isValidIBAN), {
    says: "The account to which customers pay.",
    allowed: "an IBAN without blanks whose check digits are right",
    fix: "compare it with your bank's papers, and write it without blanks",
  }),
  bic: field(z.string().refine(isValidBIC), {
    says: "The bank's BIC, for customers whose bank asks for it.",
    allowed: "a BIC of 8 or 11 letters and digits",
    fix: "compare it with your bank's papers",
  }).optional(),
  paymentDays: is.whole("Within how many days of an invoice it is to be paid.", 0, 120).default(14),
  numberPrefix: field(z.string().regex(/^[A-Z]{0,8}-?$/), {
    says: "What each number begins with; year and counter follow, as in RE-2026-0001.",
    allowed: "up to 8 capital letters, then a hyphen or nothing",
    fix: "write it so; a number that was given stays as it is",
  }).default("RE-"),
  firstNumber: is
    .whole("The counter of the very first invoice, for who has written others this year; later years begin with 1.", 1, 9_999_999)
    .default(1),
  inbox: section("The mailbox to which suppliers send their invoices; what is taken is marked as read. Its password is a secret.", {
    host: is.hostName("The IMAP server of the mailbox, reached on port 993."),
    account: is.mailLogin("The account of the mailbox."),
  }).optional(),
}).optional();

function isGerman(kind: "vat" | "stnr", text: string): boolean {
  return stdnum.DE?.[kind]?.validate(text).isValid ?? false;
}
