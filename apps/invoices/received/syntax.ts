import SaxonJS from "saxon-js";
import { Unreadable } from "./unreadable.ts";

/** In which words an invoice is written: two are allowed by EN 16931. */
export type Syntax = "CII" | "UBL";

/** An XML document, parsed once. */
export interface Parsed {
  readonly syntax: Syntax;
  /** The element that holds all others, such as CreditNote. */
  readonly root: string;
  /** What SaxonJS made of it. */
  readonly document: unknown;
}

const syntaxes: Readonly<Record<string, Syntax>> = {
  "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100 CrossIndustryInvoice": "CII",
  "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2 Invoice": "UBL",
  "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2 CreditNote": "UBL",
};

/** @throws Unreadable when it is not XML, or no invoice by EN 16931. */
export async function parsed(xml: string): Promise<Parsed> {
  const document = await SaxonJS.getResource({ text: xml, type: "xml" }).catch((error: Error) => {
    throw new Unreadable(`Der Datensatz ist kein XML: ${error.message.replace("in undefined", "").slice(0, 200)}`);
  });
  // The parser takes two of them, which no other reader of the file does.
  const roots = SaxonJS.XPath.evaluate("array { /* ! (namespace-uri() || ' ' || local-name()) }", document) as string[];
  const [root = "", ...others] = roots;
  if (others.length > 0) throw new Unreadable("Der Datensatz ist kein XML: er hat mehr als ein äußerstes Element.");
  const syntax = syntaxes[root];
  if (!syntax) throw new Unreadable(notAnInvoice(root));
  return { syntax, root: root.split(" ")[1] ?? "", document };
}

function notAnInvoice(root: string): string {
  if (root.startsWith("urn:ferd:CrossIndustryDocument"))
    return "Der Datensatz ist ZUGFeRD 1.0 und damit keine E-Rechnung nach EN 16931; der Absender muss ein neueres Programm nehmen.";
  return `Der Datensatz ist keine Rechnung nach EN 16931, sondern ${root.trim().slice(0, 120) || "leer"}.`;
}
