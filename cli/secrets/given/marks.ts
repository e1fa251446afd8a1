import { type Fault, Refusal } from "../../../charts/config/refusal";

/** A key with what stands behind its colon; a value is seen where it begins without a quote or a bracket. */
const line = /^( *)(?:- +)?([A-Za-z0-9._-]+):[ \t]+([^ \t\r].*?)[ \t\r]*$/;
const block = /^[|>][-+0-9]*(?:[ \t]+#.*)?$/;
/** What gives a meaning of its own to the text behind it; a quote or a bracket that YAML cannot read is told by its parser. */
const marks = /^[@`!&*%|>]/;
const comment = /[ \t]#/;

/**
 * A password that is no plain text for YAML, such as `@ab`, or of which YAML would keep a part and say nothing: `ab #cd`, `&a b`.
 * @throws Refusal naming each line, and never its value.
 */
export function refuseMarks(text: string, file: string): void {
  const faults: Fault[] = [];
  let inside: { readonly ends: (indent: number, text: string) => boolean } | undefined;
  for (const [index, whole] of text.split("\n").entries()) {
    const indent = whole.length - whole.trimStart().length;
    if (inside) {
      if (!inside.ends(indent, whole)) continue;
      inside = undefined;
    }
    const [, , key = "", value = ""] = line.exec(whole) ?? [];
    const quote = /^["']/.exec(value)?.[0];
    if (block.test(value)) inside = { ends: (next, { length }) => length > 0 && next <= indent };
    else if (quote && !isClosed(value, quote)) inside = { ends: (_, next) => next.includes(quote) };
    else if (value.startsWith("#") || quote || /^[[{]/.test(value)) continue;
    else if (marks.test(value) || comment.test(value)) faults.push(faultOf(index + 1, key));
  }
  if (faults.length > 0) throw new Refusal(file, faults);
}

function isClosed(value: string, quote: string): boolean {
  return value.slice(1).includes(quote);
}

function faultOf(number: number, key: string): Fault {
  return {
    where: `line ${number} (${key})`,
    allowed: "a value in quotes, where it begins with one of @ ` ! & * % | > or holds a blank and a #",
    fix: "quote it: put the whole value in single quotes, and write a single quote in it twice; a comment stands on a line of its own",
  };
}
