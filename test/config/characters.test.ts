import { describe, expect, test } from "@jest/globals";
import { load } from "js-yaml";
import { show } from "../../charts/config/refusal";
import { shippedConfigText } from "../support/config";
import { refused } from "./refused";
import { shownConfig } from "./shown-config";

/** What a name must not hold that somebody else gives by his own rules. */
const unseen = ["\n", "\r", "\t", " ", "\u0000", "\u001b[2J", "\u202e"];

const marks = [...unseen, "$(reboot)", "`reboot`", ";", "{", "}", '"', "'", "#", "|", "&", "<", "\\", "*", "%"];

/** What stands in names of people, businesses and streets, and nowhere but on paper. */
const inNames = new Set(["&", "'"]);
const onPaper = /^(invoices\.(name|street|city|contact|register)|customers\.agreement\..+)$/;

/** Every text in the configuration, by its path. */
function texts(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value === "string") return [path];
  if (Array.isArray(value)) return value.flatMap((inner, at) => texts(inner, [...path, at]));
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, inner]) => texts(inner, [...path, key]));
}

function withMark(path: readonly (string | number)[], mark: string): { text: string; bad: string } {
  const config = structuredClone(shown) as Record<string | number, unknown>;
  let at = config;
  for (const step of path.slice(0, -1)) at = at[step] as Record<string | number, unknown>;
  const last = path.at(-1) ?? "";
  const bad = `${at[last]}${mark}`;
  at[last] = bad;
  return { text: JSON.stringify(config), bad };
}

const shown = load(shownConfig(shippedConfigText));
const written = (path: readonly (string | number)[]) =>
  path.reduce<string>((text, key) => text + (typeof key === "number" ? `[${key}]` : text === "" ? key : `.${key}`), "");

describe("characters with a meaning in a shell, a Caddyfile or YAML", () => {
  test.each(texts(shown).map((path) => [written(path), path] as const))("are refused in %s", (name, path) => {
    const allowed = onPaper.test(name) ? marks.filter((mark) => !inNames.has(mark)) : marks;
    for (const mark of name.startsWith("mailArchive.folders[") ? unseen : allowed) {
      const { text, bad } = withMark(path, mark);
      expect(refused(text)).toContain(`${name} is ${show(bad)}`);
    }
  });
});
