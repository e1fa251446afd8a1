/// <reference path="./saxon-js.d.ts" />
import { readFileSync } from "node:fs";
import { join } from "node:path";
import SaxonJS from "saxon-js";
import type { Order } from "../order/order.ts";

type Form = Order["format"];

const sets: Record<Form, readonly string[]> = { zugferd: ["cen"], xrechnung: ["cen", "xrechnung"] };

const findings = `array { //*:failed-assert[not(@flag = ('warning', 'information'))]
  ! normalize-space(string(.)) }`;

/** The rules of the makers of the two formats, compiled from their own files; `make-rules.sh` does that. */
export class Rules {
  private readonly compiled: ReadonlyMap<string, unknown>;

  /** @throws Error when the folder lacks one of them: then nothing is ever issued. */
  constructor(folder: string) {
    const names = [...new Set(Object.values(sets).flat())];
    this.compiled = new Map(names.map((name) => [name, JSON.parse(readFileSync(join(folder, `${name}.sef.json`), "utf8"))]));
  }

  /** Each rule that it breaks, in its makers' words; none where it may be sent. */
  async judge(xml: string, form: Form): Promise<readonly string[]> {
    const found: string[] = [];
    for (const set of sets[form]) {
      const { principalResult } = await SaxonJS.transform(
        { stylesheetInternal: this.compiled.get(set), sourceText: xml, destination: "document" },
        "async",
      );
      found.push(...(SaxonJS.XPath.evaluate(findings, principalResult) as string[]));
    }
    return found;
  }
}
