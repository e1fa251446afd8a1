import { describe, expect, test } from "@jest/globals";
import { didYouMean, meant, nearest } from "../../charts/values/nearest";

describe("the nearest known word", () => {
  const known = ["off", "host", "port", "timeZone", "publicAddress"];

  test.each([
    ["prot", "port"],
    ["timezone", "timeZone"],
    ["time_zone", "timeZone"],
    ["PUBLICADDRESS", "publicAddress"],
    ["hosts", "host"],
  ])("to %s is %s", (word, meant) => {
    expect(nearest(word, known)).toBe(meant);
  });

  test.each(["x", "abc", "colour", "", "constructor"])("to %s is none", (word) => {
    expect(nearest(word, known)).toBeUndefined();
  });
});

describe("what may be meant", () => {
  const services = ["opensign-server", "opensign-client", "monica", "paperless-gpt", "postgres", "a-b", "a-c", "a-d", "a-e", "a-f"];

  test.each([
    ["by a whole part of the name", "opensign", ["opensign-server", "opensign-client"]],
    ["by the last part", "gpt", ["paperless-gpt"]],
    ["by other capital letters", "Monica", ["monica"]],
    ["by a slip", "postgers", ["postgres"]],
    ["by a part that too many share", "a", []],
    ["by nothing near", "nextcloud", []],
  ])("%s", (_, word, names) => {
    expect(meant(word, services)).toEqual(names);
  });

  test("is asked in one sentence", () => {
    expect(didYouMean("opensign", services)).toBe("did you mean opensign-server or opensign-client?");
    expect(didYouMean("nextcloud", services)).toBeUndefined();
  });
});
