import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Operator } from "./operator";

let operator: Operator;
beforeAll(() => {
  operator = new Operator();
});
afterAll(() => operator.remove());

describe("the command line", () => {
  test("says which version it is", () => {
    const { version } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as { version: string };
    expect(operator.mk360(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  // Each is bundled without the others.
  test.each(
    readdirSync(join(__dirname, "../../cli/commands"))
      .map((file) => file.replace(/\.ts$/, ""))
      .filter((name) => !name.includes("-")),
  )("has %s, which starts alone", (name) => {
    const { code, stdout, stderr } = operator.mk360([name, "--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`Usage: mk360 ${name} [options]`);
  });

  test.each([[[]], [["secrets"]]])("%j alone shows what there is, which is no mistake", (words) => {
    const { code, stdout, stderr } = operator.mk360(words);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`Usage: ${["mk360", ...words].join(" ")} [options] [command]`);
  });

  test.each([
    [["statsu"], "status"],
    [["secrets", "inti"], "init"],
    [["status", "--jsno"], "--json"],
  ])("%j is refused with what may be meant", (words, meant) => {
    const { code, stdout, stderr } = operator.mk360(words);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(`(Did you mean ${meant}?)`);
  });
});

describe("what the tab key fills in", () => {
  const filledIn = (...words: string[]) =>
    operator
      .succeeds("complete", "--", ...words)
      .split("\n")
      .map((line) => line.split("\t")[0]);

  test.each([
    [["exp"], "explain"],
    [["self"], "selftest"],
    [["secrets", "ro"], "rotate"],
    [["status", "--js"], "--json"],
    [["explain", "post"], "postgres"],
    [["network", "n8n", "inter"], "internet"],
    [["secrets", "rotate", "n8n-d"], "n8n-database"],
  ])("%j becomes %s", (words, expected) => {
    expect(filledIn(...words)).toContain(expected);
  });
});
