import { describe, expect, test } from "@jest/globals";
import { yamlOf } from "../../charts/kit/manifest";
import { shapes } from "../support/stack";

/** Every text of several lines in an object. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return value.includes("\n") ? [value] : [];
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(textsIn) : [];
}

describe.each(shapes)("who reads a difference of dist, in $name,", ({ objects }) => {
  test("sees each line of a script, a Caddyfile or a settings file as a line", () => {
    const hidden = objects.flatMap(({ path, object }) => {
      const written = new Set(
        yamlOf([object])
          .split("\n")
          .map((line) => line.trimStart()),
      );
      const lines = textsIn(object).flatMap((text) => text.split("\n"));
      return lines.filter((line) => !written.has(line.trimStart())).map((line) => `${path}: ${line}`);
    });
    expect(hidden).toEqual([]);
  });

  test("meets no line that a screen cannot show", () => {
    const long = objects.flatMap(({ path, object }) =>
      yamlOf([object])
        .split("\n")
        .filter((line) => line.length > 400)
        .map((line) => `${path}: ${line.slice(0, 80)}`),
    );
    expect(long).toEqual([]);
  });
});
