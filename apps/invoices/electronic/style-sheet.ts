/// <reference path="./saxon-js.d.ts" />
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import SaxonJS from "saxon-js";

const findings = `array { //*:failed-assert[not(@flag = ('warning', 'information'))]
  ! normalize-space(string(.)) }`;

/** Rules of a format's makers, or a way of theirs to show it, compiled from their own file; `make-rules.sh` does that. */
export class StyleSheet {
  private readonly from: { readonly stylesheetInternal: unknown; readonly stylesheetBaseURI: string };

  /** @throws Error when the folder lacks it. */
  constructor(folder: string, name: string) {
    const file = join(folder, `${name}.sef.json`);
    this.from = { stylesheetInternal: JSON.parse(readFileSync(file, "utf8")), stylesheetBaseURI: pathToFileURL(file).href };
  }

  /** The document that it makes of this one. */
  async document(source: Source): Promise<unknown> {
    const { principalResult } = await SaxonJS.transform({ ...this.from, ...source, destination: "document" }, "async");
    return principalResult;
  }

  /** The text that it makes of this document. */
  async text(source: Source): Promise<string> {
    const { principalResult } = await SaxonJS.transform({ ...this.from, ...source, destination: "serialized" }, "async");
    return principalResult as string;
  }

  /** Each rule that a document breaks, in its makers' words; none where it is sound. */
  async breaches(source: Source): Promise<readonly string[]> {
    return SaxonJS.XPath.evaluate(findings, await this.document(source)) as string[];
  }
}

/** A document as its text, or as it was parsed. */
export type Source = { readonly sourceText: string } | { readonly sourceNode: unknown };
