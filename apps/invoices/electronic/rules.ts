/// <reference path="./saxon-js.d.ts" />
import { readFileSync } from "node:fs";
import { join } from "node:path";
import SaxonJS from "saxon-js";
import type { Order } from "../order/order.ts";

type Form = Order["format"];

/** A rule of EN 16931 or XRechnung that a document breaks. */
export interface Breach {
  /** Such as BR-CO-15. */
  readonly rule: string;
  readonly text: string;
}

const sets: Record<Form, readonly string[]> = { zugferd: ["cen"], xrechnung: ["cen", "xrechnung"] };

const findings = `array { //*:failed-assert[not(@flag = ('warning', 'information'))]
  ! map { 'rule': string(@id), 'text': normalize-space(string(.)) } }`;

/** The rules of the makers of the two formats, compiled from their own files; `make-rules.sh` does that. */
export class Rules {
  private readonly compiled: ReadonlyMap<string, unknown>;

  /** @throws Error when the folder lacks one of them: then nothing is ever issued. */
  constructor(folder: string) {
    const names = [...new Set(Object.values(sets).flat())];
    this.compiled = new Map(names.map((name) => [name, JSON.parse(readFileSync(join(folder, `${name}.sef.json`), "utf8"))]));
  }

  /** What is wrong with it; nothing where it may be sent. */
  async judge(xml: string, form: Form): Promise<readonly Breach[]> {
    const found: Breach[] = [];
    for (const set of sets[form]) {
      const { principalResult } = await SaxonJS.transform(
        { stylesheetInternal: this.compiled.get(set), sourceText: xml, destination: "document" },
        "async",
      );
      found.push(...(SaxonJS.XPath.evaluate(findings, principalResult) as Breach[]));
    }
    return found;
  }
}
