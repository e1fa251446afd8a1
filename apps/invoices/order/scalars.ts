import { isValidIBAN } from "ibantools";
import { z } from "zod";
import { isDay } from "./day.ts";
import { isLeitwegId } from "./leitweg-id.ts";
import { rule } from "./read.ts";
import { isVatId, memberStates } from "./vat-id.ts";

/** A text of one line, without blanks at its ends: what it means is often lost by who reads it next. */
export const line = (what: string, most: number) =>
  z
    .string(rule(`${what}: one line of at most ${most} signs`, "write it"))
    .max(most, rule(`${what}: one line of at most ${most} signs`, "shorten it"))
    .regex(/^\S(?:[^\p{Cc}\p{Cf}]*\S)?$/u, rule(`${what}: one line, not empty, no blanks at its ends`, "write it so"));

export const mailAddress = z
  .string(rule("a mail address", "write it"))
  .regex(
    /^[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}$/,
    rule("a mail address such as office@example.com", "write it so; a domain with umlauts in its xn-- form"),
  );

export const day = z
  .string(rule("a day", "write it"))
  .refine(isDay, rule("a day of the calendar such as 2026-11-30", "write year, month and day so"));

export const country = z
  .string(rule("the two letters of a country", "write DE"))
  .refine(
    (text) => memberStates.includes(text),
    rule(
      `a state of the European Union: ${memberStates.join(", ")}`,
      "an invoice into another country is made by hand: its VAT is another matter",
    ),
  );

export const vatId = z
  .string(rule("a VAT number", "write it"))
  .refine(
    isVatId,
    rule(
      "a VAT number of the European Union without blanks, such as DE136695976, whose check digit is right",
      "compare it with the customer's papers",
    ),
  );

export const leitwegId = z
  .string(rule("a Leitweg-ID", "write it"))
  .refine(
    isLeitwegId,
    rule("a Leitweg-ID such as 04011000-1234512345-06, whose check digits are right", "compare it with the authority's order"),
  );

export const iban = z
  .string(rule("an IBAN", "write it"))
  .refine(isValidIBAN, rule("an IBAN without blanks whose check digits are right", "compare it with your bank's papers"));

/** An amount or a number of things, as decimal text: binary numbers cannot hold 0.1. */
export const decimal = (what: string, wholes: number, places: number) =>
  z
    .string(rule(`${what} as text`, "put it into quotes"))
    .regex(
      new RegExp(`^-?(?:0|[1-9][0-9]{0,${wholes - 1}})(?:\\.[0-9]{1,${places}})?$`),
      rule(
        `${what}: up to ${wholes} digits, then up to ${places} after a point, such as 1234.50`,
        "write it without anything between the digits",
      ),
    );
