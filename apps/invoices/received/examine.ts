import { StyleSheet } from "../electronic/style-sheet.ts";
import { faultsOfDays, remarksOn } from "./checks.ts";
import { type Content, contentOf } from "./content.ts";
import { type Facts, factsOf } from "./facts.ts";
import { givenUpWith } from "./given-up.ts";
import { type Profile, profileOf } from "./profile.ts";
import { type Parsed, parsed } from "./syntax.ts";

/** What was found out about an invoice that came in. */
export interface Examined {
  readonly kind: Content["kind"];
  readonly syntax: Parsed["syntax"];
  readonly profile: Profile["name"];
  readonly facts: Facts;
  /** What the rules of its profile and the calendar refuse; none where it is sound. */
  readonly faults: readonly string[];
  /** What a person may want to know. */
  readonly remarks: readonly string[];
}

/**
 * Judges an invoice that came in; "locked" for a PDF that is encrypted, "page" for one that holds none as data.
 * @throws Unreadable when the file cannot be looked into.
 */
export async function examine(file: Uint8Array, rules: string): Promise<Examined | "locked" | "page"> {
  const content = await contentOf(file);
  if (content.xml === undefined) return content.locked ? "locked" : "page";
  const invoice = await parsed(content.xml);
  const facts = factsOf(invoice);
  const profile = profileOf(facts.profile, invoice, content);
  const broken = async (names: readonly string[]): Promise<string[]> => {
    const all: string[] = [];
    for (const name of names) all.push(...(await new StyleSheet(rules, name).breaches({ sourceNode: invoice.document }).catch(notJudged)));
    return [...new Set(all)];
  };
  return {
    kind: content.kind,
    syntax: invoice.syntax,
    profile: profile.name,
    facts,
    faults: [...(profile.fault ? [profile.fault] : []), ...faultsOfDays(facts), ...(await broken(profile.rules))],
    remarks: [...(profile.remark ? [profile.remark] : []), ...remarksOn(facts), ...(await broken(profile.only ?? []))],
  };
}

/** Rules that count on one element where there are two end with an error, and a document like that is not sound. */
function notJudged(error: Error & { code?: string }): string[] {
  if (!givenUpWith(error)) throw error;
  return [`Nicht alle Regeln lassen sich anwenden: ${error.message.slice(0, 300)}`];
}
