import { StyleSheet } from "../electronic/style-sheet.ts";
import { contentOf } from "./content.ts";
import { parsed } from "./syntax.ts";
import { Unreadable } from "./unreadable.ts";

/** What turns each kind of invoice into the words of EN 16931, which the page is made of. */
const inTerms: Readonly<Record<string, string>> = {
  CrossIndustryInvoice: "terms-cii",
  Invoice: "terms-ubl",
  CreditNote: "terms-ubl-credit",
};

/** Their page has parts that open by a script, and none runs where it is printed: here all are open. */
const open = `<style>
@page { size: A4; margin: 12mm; }
.divHide { display: block !important; }
.menue, .btnAktiv, .btnInaktiv, button, script { display: none !important; }
</style>`;

/**
 * An invoice that came as data alone, as a page of HTML: as its format's makers show it, or, where they cannot, as its text.
 * @throws Unreadable when the file is none.
 */
export async function show(file: Uint8Array, rules: string): Promise<string> {
  const { xml, kind } = await contentOf(file);
  if (kind === "pdf" || xml === undefined) throw new Unreadable("Die Datei hat schon Seiten.");
  const { root, document } = await parsed(xml);
  // Outside: one that is missing is a mistake of this program, and not of the document.
  const [inWords, asPage] = [new StyleSheet(rules, inTerms[root] ?? ""), new StyleSheet(rules, "page")];
  try {
    const page = await asPage.text({ sourceNode: await inWords.document({ sourceNode: document }) });
    // What stands there when a number is not in the invoice.
    const numbers = page.replace(/>\s*NaN\s*</g, "><");
    return numbers.replace(/<\/head>/i, `${open}</head>`).replace(/<script[\s\S]*?<\/script>/gi, "");
  } catch {
    return plain(xml);
  }
}

/** They show what keeps the rules alone; of anything else the text is the truth. */
function plain(xml: string): string {
  const escaped = xml.replace(/&/g, "&amp;").replace(/</g, "&lt;");
  return `<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Rechnung</title><style>@page { size: A4; margin: 12mm; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 8pt; }</style></head>
<body><p>Diese Rechnung hält die Regeln ihres Formats nicht ein und lässt sich nicht darstellen. Ihr Text:</p><pre>${escaped}</pre></body></html>`;
}
