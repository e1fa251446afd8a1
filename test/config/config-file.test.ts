import { describe, expect, test } from "@jest/globals";
import { load } from "js-yaml";
import { exampleValues } from "../../charts/config/examples";
import { parseConfig } from "../../charts/config/load";
import { shippedConfigText as text } from "../support/config";
import { shownConfig } from "./shown-config";
import { places } from "./walk";

/** A field that several machines have is shown at one of them. */
const ofAnyMachine = (path: string) => path.replace(/^machines\.(vps|nas|pi|<name>)(?=\.)/, "machines.*");

/** Every path in a parsed YAML value, in the spelling of `places`; keys below `names` are the owner's. */
function pathsIn(value: unknown, names: ReadonlySet<string>, path = ""): string[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((inner) => pathsIn(inner, names, `${path}[]`))];
  if (value === null || typeof value !== "object") return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, inner]) =>
      pathsIn(inner, names, names.has(path) ? `${path}.<name>` : path === "" ? key : `${path}.${key}`),
    ),
  ];
}

const known = places().map(({ path }) => path);
const named = new Set(known.filter((path) => path.endsWith(".<name>")).map((path) => path.slice(0, -".<name>".length)));
// Two of its keys are no names of the owner's.
named.delete("machines");

describe("config.yaml, as it is shipped", () => {
  test("names its schema in the first line", () => {
    expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=generated/config.schema.json");
  });

  test("is accepted", () => {
    expect(parseConfig(text)).toMatchObject({ domain: "mk360.de", phase: 3 });
  });

  test("is accepted with every commented example switched on", () => {
    const shown = parseConfig(shownConfig(text));
    expect(Object.keys(shown.hosts).length * Object.keys(shown.volumes).length * Object.keys(shown.images.overrides).length).toBe(1);
  });

  test("shows every field of the schema", () => {
    const shown = new Set(pathsIn(load(shownConfig(text)), named).map(ofAnyMachine));
    expect(
      known.filter(
        (path) => !shown.has(ofAnyMachine(path)) && path !== "machines.<name>" && !["off[]", "secrets.recipients[]"].includes(path),
      ),
    ).toEqual([]);
  });

  test("has a comment above every field", () => {
    const lines = text.split("\n");
    const bare = lines.filter((line, at) => {
      const isSetting = /^ *#?(- )?[A-Za-z]+:/.test(line);
      const before = lines[at - 1] ?? "";
      const isExplained = /^ *# /.test(before) || (before === "" && /^# /.test(lines[at - 2] ?? ""));
      return isSetting && !isExplained;
    });
    expect(bare.map((line) => line.trim().split(":")[0])).toEqual([]);
  });

  test("marks exactly the values that stand for the owner's own", () => {
    const marked = text.split("\n").filter((line) => line.includes("# example value: "));
    const values = marked.map((line) => line.replace(/^[^:]*: (.*?) # example value: .*$/, "$1"));
    const listed = exampleValues(parseConfig(text));
    expect(listed.map((path) => String(valueAt(load(text), path))).sort()).toEqual(values.sort());
  });
});

function valueAt(value: unknown, path: string): unknown {
  return path.split(/[.[\]]+/).reduce((at, key) => (key === "" ? at : (at as Record<string, unknown>)[key]), value);
}
