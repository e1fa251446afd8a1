import { describe, expect, test } from "@jest/globals";
import { CORE_SCHEMA, FAILSAFE_SCHEMA, load, YAML11_SCHEMA } from "js-yaml";
import { writeYaml } from "../../charts/config/write-yaml";
import { nastyTexts } from "../support/nasty-texts";

const texts = nastyTexts();

describe("the one writer of YAML", () => {
  test.each([
    ["1.2", CORE_SCHEMA],
    ["1.1", YAML11_SCHEMA],
    ["no types at all", FAILSAFE_SCHEMA],
  ])("gives every text back as key and as value to a reader of %s", (_name, schema) => {
    const written = Object.fromEntries(texts.map((text) => [`${text}`, text]));
    expect(load(writeYaml(written), { schema })).toEqual(written);
    expect(load(writeYaml({ list: texts }), { schema })).toEqual({ list: texts });
  });

  test.each(["0X1A2B3C", "08_15", "7_7e7", "2026-1-1", "190:20:30", "-_1", ".5", "Yes", "NULL", "~"])("puts %s in quotes", (text) => {
    expect(writeYaml({ [text]: text })).toBe(`'${text}': '${text}'\n`);
  });

  test.each(["10m0s", "1Gi", "10.42.0.0/16", "100m", "main", "-c", "--text", "v1.36", "notes"])("leaves %s as it is read", (text) => {
    expect(writeYaml({ text })).toBe(`text: ${text}\n`);
  });

  test("writes lines as lines, tabs or not, so that a change of one is a change of one", () => {
    expect(writeYaml({ text: "{\n\tadmin off\n\n\tä\tb\n}\n" })).toBe("text: |\n  {\n  \tadmin off\n\n  \tä\tb\n  }\n");
  });

  test("writes no half of a character, which would come back as another", () => {
    expect(() => writeYaml({ text: "a\ud83d" })).toThrow("surrogates");
  });
});
