import { inGerman as amountInGerman } from "../money/totals.ts";
import { inGerman as dayInGerman, isDay } from "../order/day.ts";
import { decimalOf } from "./decimal.ts";
import type { Examined } from "./examine.ts";
import type { Facts } from "./facts.ts";

/** More of them say nothing new, and a note is read by people. */
const most = 20;

/** What was found out, for whoever finds the document later: in German, as those read it who look into tax papers. */
export function noteOn(examined: Examined | "locked" | "page", day: string): string {
  const judged = `Geprüft am ${dayInGerman(day)}`;
  if (examined === "page") return `${judged}: keine E-Rechnung. In der PDF-Datei steckt keine Rechnung als Datensatz.`;
  if (examined === "locked")
    return `${judged}: Die PDF-Datei ist verschlüsselt. Ob eine Rechnung als Datensatz darin steckt, ist nicht bekannt.`;
  const { kind, syntax, profile, facts, faults, remarks } = examined;
  return [
    `E-Rechnung geprüft am ${dayInGerman(day)}: ${faults.length === 0 ? "in Ordnung" : "nicht in Ordnung"}.`,
    `Profil ${profile} (${syntax}${kind === "pdf" ? ", in der PDF-Datei" : ""}).`,
    inWords(facts),
    ...listed("Fehler", faults),
    ...listed("Auffällig", remarks),
  ].join("\n");
}

function inWords({ number, issued, due, seller, currency, payable, gross }: Facts): string {
  const amount = decimalOf(gross || payable);
  const left = decimalOf(payable);
  return [
    `Rechnung ${shown(number, "ohne Nummer")} von ${shown(seller, "unbekannt")}`,
    isDay(issued) ? ` vom ${dayInGerman(issued)}` : "",
    amount ? `, ${amountInGerman(amount)} ${currency.slice(0, 3)}` : "",
    amount && left && !amount.eq(left) ? `, zu zahlen ${amountInGerman(left)}` : "",
    isDay(due) ? `, fällig am ${dayInGerman(due)}` : "",
    ".",
  ].join("");
}

const shown = (text: string, otherwise: string): string => text.slice(0, 120).toWellFormed() || otherwise;

function listed(title: string, texts: readonly string[]): string[] {
  if (texts.length === 0) return [];
  const left = texts.length - most;
  return [
    `${title}:`,
    ...texts.slice(0, most).map((text) => `- ${text.slice(0, 400).toWellFormed()}`),
    ...(left > 0 ? [`- und ${left} weitere`] : []),
  ];
}
