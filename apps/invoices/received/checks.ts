import Big from "big.js";
import { isValidIBAN } from "ibantools";
import { inGerman as amountInGerman } from "../money/totals.ts";
import { isDay } from "../order/day.ts";
import { decimalOf } from "./decimal.ts";
import type { Facts, Line, Tax } from "./facts.ts";

/**
 * Days that the calendar does not have. The rules of the formats look at their digits alone, and programs read what they
 * let pass as another day (../shared/facts/einvoice-real.md, 6 and 9).
 */
export function faultsOfDays({ days }: Facts): readonly string[] {
  return days
    .filter(({ day }) => !isDay(day))
    .map(({ where, text }) => `${where}: ${JSON.stringify(text.slice(0, 40))} ist kein Tag des Kalenders.`);
}

/** What no rule of the formats looks at, or not to the cent, and a person would want to know before paying. */
export function remarksOn(facts: Facts): readonly string[] {
  const { issued, due, ibans, taxes, lines } = facts;
  return [
    ...(isDay(issued) && isDay(due) && due < issued ? ["Die Fälligkeit liegt vor dem Rechnungsdatum."] : []),
    ...ibans
      .filter((iban) => !isValidIBAN(iban.replaceAll(" ", "")))
      .map((iban) => `Die IBAN ${iban.slice(0, 40)} hat falsche Prüfziffern.`),
    ...taxes.flatMap(remarkOnTax),
    ...lines.flatMap(remarkOnLine),
  ];
}

/** The rules allow a euro of difference (BR-CO-17). */
function remarkOnTax({ net, rate, tax }: Tax): string[] {
  const [base, percent, given] = [decimalOf(net), decimalOf(rate || "0"), decimalOf(tax)];
  if (!base || !percent || !given) return [];
  const right = base.times(percent).div(100).round(2, Big.roundHalfUp);
  if (right.eq(given)) return [];
  return [`Die USt. von ${percent} % auf ${german(base)} wäre ${german(right)}, angegeben sind ${german(given)}.`];
}

/** How far programs are apart that round a position up, down, or as merchants do. */
const cent = new Big("0.01");

/** The rules do not multiply: a price of 90 with a total of 200 is sound to them. */
function remarkOnLine({ name, quantity, price, per, changes, net }: Line): string[] {
  const [count, single, of, given] = [decimalOf(quantity), decimalOf(price), decimalOf(per || "1"), decimalOf(net)];
  const amounts = changes.map(({ amount, adds }) => decimalOf(amount)?.times(adds ? 1 : -1));
  if (!count || !single || !of || of.eq(0) || !given || amounts.includes(undefined)) return [];
  const right = (amounts as Big[]).reduce((sum, change) => sum.plus(change), count.times(single).div(of)).round(2, Big.roundHalfUp);
  if (right.minus(given).abs().lte(cent)) return [];
  return [`Position ${name.slice(0, 40)}: Menge mal Preis ist ${german(right)}, angegeben sind ${german(given)}.`];
}

const german = (value: Big): string => amountInGerman(value);
