import { readFileSync } from "node:fs";
import SaxonJS from "saxon-js";
import type { Parsed, Syntax } from "./syntax.ts";

/** What stands in an invoice, as text and as it stands there; empty where nothing does. */
export interface Facts {
  /** By whose rules it says that it is made (BT-24). */
  readonly profile: string;
  readonly number: string;
  /** The code of its kind (BT-3), such as 380. */
  readonly type: string;
  readonly issued: string;
  readonly due: string;
  readonly seller: string;
  readonly buyer: string;
  readonly currency: string;
  readonly gross: string;
  readonly payable: string;
  readonly ibans: readonly string[];
  /** Every day in it: in which element, as it stands there, and as year-month-day where it is one. */
  readonly days: readonly { readonly where: string; readonly text: string; readonly day: string }[];
  readonly taxes: readonly Tax[];
  readonly lines: readonly Line[];
}

/** The VAT of one rate. */
export interface Tax {
  readonly net: string;
  /** Percent; empty where none is charged. */
  readonly rate: string;
  readonly tax: string;
}

export interface Line {
  readonly name: string;
  readonly quantity: string;
  readonly price: string;
  /** For how many the price is; empty for one. */
  readonly per: string;
  readonly changes: readonly { readonly amount: string; readonly adds: boolean }[];
  readonly net: string;
}

const read = (file: string): string => readFileSync(new URL(file, import.meta.url), "utf8");

const expressions: Readonly<Record<Syntax, string>> = { CII: read("cii.xpath"), UBL: read("ubl.xpath") };

const cii = "urn:un:unece:uncefact:data:standard";
const ubl = "urn:oasis:names:specification:ubl:schema:xsd";

const namespaceContext = {
  rsm: `${cii}:CrossIndustryInvoice:100`,
  ram: `${cii}:ReusableAggregateBusinessInformationEntity:100`,
  qdt: `${cii}:QualifiedDataType:100`,
  udt: `${cii}:UnqualifiedDataType:100`,
  cac: `${ubl}:CommonAggregateComponents-2`,
  cbc: `${ubl}:CommonBasicComponents-2`,
};

export function factsOf({ syntax, document }: Parsed): Facts {
  return JSON.parse(SaxonJS.XPath.evaluate(expressions[syntax], document, { namespaceContext }) as string) as Facts;
}
