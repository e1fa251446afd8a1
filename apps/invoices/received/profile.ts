import type { Content } from "./content.ts";
import type { Parsed } from "./syntax.ts";

/** By whose rules an invoice is judged. */
export interface Profile {
  /** As people call it. */
  readonly name: string;
  /** What must hold, by the names of the compiled rules. */
  readonly rules: readonly string[];
  /** What is told, and makes no invoice unsound. Default: nothing. */
  readonly only?: readonly string[];
  /** Why an invoice of this profile cannot be sound. */
  readonly fault?: string;
  /** What is to be known of the judgement. */
  readonly remark?: string;
}

const noInvoice = "ist ein Auszug für die Buchung und keine E-Rechnung nach EN 16931; der Absender muss EN 16931 oder XRechnung nehmen.";

/** The profile that an invoice says it has (BT-24), in a syntax and a file; rules of profiles apply to PDFs alone. */
export function profileOf(id: string, { syntax }: Pick<Parsed, "syntax">, { kind }: Pick<Content, "kind">): Profile {
  const cen = syntax === "CII" ? "cen" : "cen-ubl";
  const inPdf = (rules: string): readonly string[] => (kind === "pdf" && syntax === "CII" ? [rules] : []);
  const [, version] = /:xrechnung_([0-9.]+)/.exec(id) ?? [];
  if (version) return { name: `XRechnung ${version}`, rules: [cen, syntax === "CII" ? "xrechnung" : "xrechnung-ubl"] };
  if (/:(?:minimum|basicwl)$/.test(id)) return { name: named(id), rules: [], fault: `Das Profil ${named(id)} ${noInvoice}` };
  if (id.endsWith(":basic")) return { name: "ZUGFeRD BASIC", rules: [cen, ...inPdf("zugferd-basic")] };
  // It says more than EN 16931 knows, so what CEN's rules find is no fault of it.
  if (syntax === "CII" && /^urn:cen\.eu:en16931:2017#conformant#urn:(?:factur-x\.eu:1p0|zugferd\.de:2p0):extended$/.test(id))
    return { name: "ZUGFeRD EXTENDED", rules: ["zugferd-extended"], only: [cen] };
  if (id === "urn:cen.eu:en16931:2017" || id.endsWith(":factur-x.eu:1p0:en16931"))
    return { name: "EN 16931", rules: [cen, ...inPdf("zugferd-en16931")] };
  if (id.includes("peppol.eu:2017:poacc:billing"))
    return { name: "Peppol BIS Billing", rules: [cen], remark: "Die zusätzlichen Regeln von Peppol wurden nicht geprüft." };
  return {
    name: id.slice(0, 120) || "ohne Angabe",
    rules: [cen],
    remark: "Das Profil ist hier nicht bekannt; geprüft wurde nach EN 16931.",
  };
}

const named = (id: string): string => `ZUGFeRD ${id.endsWith("minimum") ? "MINIMUM" : "BASIC WL"}`;
