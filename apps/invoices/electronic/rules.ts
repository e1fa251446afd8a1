import type { Order } from "../order/order.ts";
import { StyleSheet } from "./style-sheet.ts";

type Form = Order["format"];

const sets: Record<Form, readonly string[]> = { zugferd: ["cen"], xrechnung: ["cen", "xrechnung"] };

/** The rules of the makers of the two formats. */
export class Rules {
  private readonly compiled: ReadonlyMap<string, StyleSheet>;

  /** @throws Error when the folder lacks one of them: then nothing is ever issued. */
  constructor(folder: string) {
    const names = [...new Set(Object.values(sets).flat())];
    this.compiled = new Map(names.map((name) => [name, new StyleSheet(folder, name)]));
  }

  /** Each rule that it breaks, in its makers' words; none where it may be sent. */
  async judge(xml: string, form: Form): Promise<readonly string[]> {
    const found: string[] = [];
    for (const set of sets[form]) found.push(...((await this.compiled.get(set)?.breaches({ sourceText: xml })) ?? []));
    return found;
  }
}
