import { describe, expect, test } from "@jest/globals";
import { load } from "js-yaml";
import { type Device, withDevice, withoutDevice } from "../../../cli/vpn/devices-text";
import { shippedConfigText } from "../../support/config";
import { refusalOf } from "../../support/refusals";

const phone: Device = { name: "phone", address: "10.77.0.11", role: "user", publicKey: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAY=" };
const laptop =
  "  peers:\n    - name: laptop\n      address: 10.77.0.10\n      publicKey: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE= # mine\n";

/** By a reader of YAML that the editor does not use. */
const devicesIn = (text: string) => (load(text) as { wireguard?: { peers?: Device[] } }).wireguard?.peers ?? [];
const names = (text: string) => devicesIn(text).map(({ name }) => name);

/** Every way in which an owner may have written his devices. */
const ways: readonly (readonly [way: string, text: string])[] = [
  ["the shipped file", shippedConfigText],
  ["a list with a line for each field", `wireguard:\n  port: 51820\n${laptop}mail: {}\n`],
  ["a list that is not indented", `wireguard:\n  peers:\n  - name: laptop\n    address: 10.77.0.10\nmail: {}\n`],
  ["comments between and behind", `wireguard:\n${laptop}    # the next one is old\n\n# --- Mail ---\nmail: {}\n`],
  ["no device", "wireguard:\n  peers: []\n  port: 51820\n"],
  ["no device, with a comment", "wireguard:\n  peers: [] # none yet\nmail: {}\n"],
  ["no list", "wireguard:\n  port: 51820 # as usual\nmail: {}\n"],
  ["no section", "domain: mk360.de\n"],
  ["no section, and no end of the last line", "domain: mk360.de"],
  ["devices in brackets", "wireguard:\n  peers: [{ name: laptop, address: 10.77.0.10 }]\nmail: {}\n"],
  ["devices as the last of the file", `mail: {}\nwireguard:\n${laptop.trimEnd()}`],
  ["ends of lines as Windows has them", `wireguard:\n${laptop}mail: {}\n`.replaceAll("\n", "\r\n")],
  ["quotes", `"wireguard":\n  'peers':\n    - "name": "laptop"\n      "address": '10.77.0.10'\n`],
];

describe.each(ways)("config.yaml with %s", (_, text) => {
  test("gets one device more, and loses nothing", () => {
    const next = withDevice(text, phone, "config.yaml");
    expect(devicesIn(next)).toEqual([...devicesIn(text), phone]);
    expect(linesMissingIn(next, text).filter((line) => !/peers: \[/.test(line))).toEqual([]);
  });

  test("is what it was when the device is taken out again", () => {
    const next = withoutDevice(withDevice(text, phone, "config.yaml"), "phone", "config.yaml");
    expect(devicesIn(next)).toEqual(devicesIn(text));
    expect(linesMissingIn(next, text).filter((line) => !/peers: \[/.test(line))).toEqual([]);
  });

  test("loses each device by its name, and no comment but those between its fields", () => {
    const all = withDevice(text, phone, "config.yaml");
    for (const name of names(all)) {
      const next = withoutDevice(all, name, "config.yaml");
      expect(names(next)).toEqual(names(all).filter((other) => other !== name));
      expect(linesMissingIn(next, all).filter((line) => /^ {0,4}#/.test(line))).toEqual([]);
    }
  });
});

test("the shipped file changes in nothing but the lines of the device", () => {
  const next = withDevice(shippedConfigText, phone, "config.yaml");
  const added = next.split("\n").filter((line) => !shippedConfigText.split("\n").includes(line));
  expect(added).toEqual(["    - name: phone", "      address: 10.77.0.11", "      role: user", `      publicKey: ${phone.publicKey}`]);
  expect(withoutDevice(next, "phone", "config.yaml")).toBe(shippedConfigText);
});

test.each([
  ["a name that YAML takes for a number", { ...phone, name: "123" }],
  ["a name that YAML takes for a truth", { ...phone, name: "yes" }],
  ["a text that would be another field", { ...phone, name: "phone\n      role: admin" }],
])("%s comes back as it was entered", (_, device) => {
  expect(devicesIn(withDevice(shippedConfigText, device, "config.yaml")).at(-1)).toEqual(device);
});

test.each([
  ["a section in brackets", "wireguard: { port: 51820 }\n"],
  ["an empty section", "wireguard:\nmail: {}\n"],
])("%s is refused, with what to write", (_, text) => {
  expect(refusalOf(() => withDevice(text, phone, "config.yaml"))).toMatch(
    /^config\.yaml: wireguard\.peers is "not written as a list.* Fix: write the devices as the shipped config\.yaml has them/,
  );
});

/** Lines of the one that the other has not. */
function linesMissingIn(next: string, before: string): string[] {
  const there = next.split("\n");
  return before.split("\n").filter((line) => !there.includes(line));
}
