import { describe, expect, test } from "@jest/globals";
import { load } from "js-yaml";
import { withMachineKey } from "../../../cli/hosts/key-text";
import { shippedConfigText } from "../../support/config";
import { refusalOf } from "../../support/refusals";

const key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAI=";
type Tree = { machines?: Record<string, { wireguardPublicKey?: string }>; nas?: { wireguardPublicKey?: string } };

/** By a reader of YAML that the editor does not use. */
const keyIn = (text: string) => {
  const { machines, nas } = load(text) as Tree;
  return machines?.nas?.wireguardPublicKey ?? nas?.wireguardPublicKey;
};

test.each([
  ["the shipped file", shippedConfigText],
  ["another key there", shippedConfigText.replace(/^ {4}#(wireguardPublicKey: .*AM=)$/m, "    $1 # of the old one")],
  ["one field a line", "machines:\n  nas:\n    lanAddress: 192.168.178.20\nmail: {}\n"],
  ["fields in brackets", "machines:\n  nas: { lanAddress: 192.168.178.20 }\nmail: {}\n"],
  ["the place of old", "nas:\n  lanAddress: 192.168.178.20\nmail: {}\n"],
  ["ends of lines as Windows has them", "machines:\r\n  nas:\r\n    lanAddress: 192.168.178.20\r\nmail: {}\r\n"],
])("config.yaml with %s gets the key, and loses nothing else", (_, text) => {
  const next = withMachineKey(text, "nas", key, "config.yaml");
  expect(keyIn(next)).toBe(key);
  expect(withMachineKey(next, "nas", key, "config.yaml")).toBe(next);
  const lost = text.split("\n").filter((line) => !next.split("\n").includes(line) && !/wireguardPublicKey|nas: \{/.test(line));
  expect(lost).toEqual([]);
});

test("the shipped file gets one line more, and no other", () => {
  const next = withMachineKey(shippedConfigText, "vps", key, "config.yaml");
  expect(next.split("\n").filter((line) => line.includes(key) && !line.includes("#"))).toEqual([`    wireguardPublicKey: ${key}`]);
  expect(next.replace(`    wireguardPublicKey: ${key}\n`, "")).toBe(shippedConfigText);
});

describe("a machine that is not there", () => {
  test("is refused, with what to write", () => {
    expect(refusalOf(() => withMachineKey("mail: {}\n", "nas", key, "config.yaml"))).toMatch(
      /^config\.yaml: machines\.nas is .* Fix: write wireguardPublicKey: AAA/,
    );
  });
});
