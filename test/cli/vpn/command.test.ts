import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { load } from "js-yaml";
import { Operator } from "../operator";

const serverKey = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAI=";
let owner: Operator;
beforeAll(() => {
  owner = new Operator();
  const text = owner
    .read("config.yaml")
    .replace("    wireguardAddress: 10.77.0.1\n", `    wireguardAddress: 10.77.0.1\n    wireguardPublicKey: ${serverKey}\n`);
  owner.write("config.yaml", text);
  owner.synth();
});
afterAll(() => owner.remove());

const fileOf = (name: string) => join(owner.home, `mk360-${name}.conf`);
const wg0 = () => owner.read("generated/hosts/vps/etc/wireguard/wg0.conf");
const firewall = () => owner.read("generated/hosts/vps/etc/mk360/firewall.nft");
const firewallAtHome = () => owner.read("generated/hosts/nas/etc/mk360/firewall.nft");
const proxy = () => owner.read("dist/20-apps/caddy-private.yaml");
const state = () => [owner.read("config.yaml"), wg0(), firewall(), proxy()];

describe("mk360 vpn add", () => {
  test("lets a device in, everywhere at once", () => {
    const said = owner.succeeds("vpn", "add", "anna-phone");
    expect(said).toMatch(/^anna-phone is in config\.yaml: user, 10\.77\.0\.11\./);
    const key = /PrivateKey = (\S+)/.exec(readFileSync(fileOf("anna-phone"), "utf8"))?.[1];
    expect(key).toHaveLength(44);
    expect(wg0()).toContain("AllowedIPs = 10.77.0.11/32");
    expect(firewall()).toMatch(/set vpn_devices \{\n\t\ttype ipv4_addr\n\t\telements = \{ 10\.77\.0\.10, 10\.77\.0\.11 \}/);
    expect(proxy()).toContain("cidr: 10.77.0.11/32");
    expect(firewallAtHome()).toContain("10.77.0.11");
    expect(said).toContain("npx mk360 vpn apply");
  });

  test("keeps the private key in a file that only its owner reads, and out of the project", () => {
    const key = /PrivateKey = (\S+)/.exec(readFileSync(fileOf("anna-phone"), "utf8"))?.[1] ?? "?";
    expect(statSync(fileOf("anna-phone")).mode & 0o777).toBe(0o600);
    expect(owner.everything().split(key)).toHaveLength(2);
    expect(owner.printed).not.toContain(key);
  });

  test("has the device ask the server's resolver, which knows the sites behind the VPN", () => {
    expect(readFileSync(fileOf("anna-phone"), "utf8")).toMatch(/^\[Interface\]\n(?:.+\n)*DNS = 10\.77\.0\.1\n/);
  });

  test("gives an admin the whole range, and a user the server alone", () => {
    owner.succeeds("vpn", "add", "office", "--role", "admin");
    const allowed = (name: string) => /AllowedIPs = (.*)/.exec(readFileSync(fileOf(name), "utf8"))?.[1];
    expect([allowed("office"), allowed("anna-phone")]).toEqual(["10.77.0.0/24", "10.77.0.1/32"]);
  });

  test("takes a key that was made on the device, and writes no file then", () => {
    owner.succeeds("vpn", "add", "tablet", "--public-key", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAY=");
    expect(wg0()).toContain("PublicKey = AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAY=");
    expect(existsSync(fileOf("tablet"))).toBe(false);
  });

  test.each([
    ["a name that another has", ["office"], /mk360 vpn add: NAME is "office"\. .* run mk360 vpn revoke office first/],
    ["a name that is none", ["Anna's phone"], /config\.yaml: wireguard\.peers\[\d\]\.name is "Anna's phone"/],
    ["a key that is none", ["new", "--public-key", "short"], /config\.yaml: wireguard\.peers\[\d\]\.publicKey is "short"/],
    [
      "a key that another has",
      ["new", "--public-key", serverKey],
      /config\.yaml: wireguard\.peers\[\d\]\.publicKey is .*machines\.vps\.wireguardPublicKey has this one/,
    ],
    ["a file in the project", ["new", "--to", "new.conf"], /--to is "new\.conf"\. Allowed: a path outside the project's folder/],
  ])("refuses %s, and changes nothing", (_, words, message) => {
    const before = state();
    expect(owner.refused("vpn", "add", ...words)).toMatch(message);
    expect(state()).toEqual(before);
    expect(existsSync(fileOf(words[0] ?? "")) && words[0] !== "office").toBe(false);
  });
});

describe("mk360 vpn show", () => {
  test("shows what the device needs, without its key", () => {
    const shown = owner.succeeds("vpn", "show", "anna-phone");
    expect(shown).toContain(`PublicKey = ${serverKey}\nEndpoint = 203.0.113.10:51820\n`);
    expect(shown).toContain("PrivateKey = (its private key, which is on the device alone)");
  });

  test("is whole with the device's file", () => {
    expect(owner.succeeds("vpn", "show", "anna-phone", "--from", fileOf("anna-phone"))).toBe(readFileSync(fileOf("anna-phone"), "utf8"));
  });

  test.each([
    ["another device's file", () => fileOf("office"), /a file with another device's key/],
    ["a file that is not there", () => "/nowhere", /--from \/nowhere is "not there"/],
    ["a file that others may read", openFile, /its mode is "644"/],
  ])("refuses %s", (_, file, message) => {
    expect(owner.refused("vpn", "show", "anna-phone", "--from", file())).toMatch(message);
  });

  function openFile(): string {
    const file = join(owner.home, "open.conf");
    writeFileSync(file, readFileSync(fileOf("anna-phone")), { mode: 0o644 });
    return file;
  }
});

describe("mk360 vpn list", () => {
  test("names each device with its role", () => {
    const rows = owner.succeeds("vpn", "list").split("\n");
    expect(rows.map((row) => row.split(/\s+/).slice(0, 3))).toEqual(
      expect.arrayContaining([
        ["owner-laptop", "admin", "10.77.0.10"],
        ["anna-phone", "user", "10.77.0.11"],
        ["office", "admin", "10.77.0.12"],
      ]),
    );
  });

  test("is data for scripts", () => {
    const { devices } = JSON.parse(owner.succeeds("vpn", "list", "--json")) as { devices: object[] };
    expect(devices).toEqual((load(owner.read("config.yaml")) as { wireguard: { peers: object[] } }).wireguard.peers);
  });
});

describe("mk360 vpn revoke", () => {
  test("takes a device out everywhere", () => {
    expect(owner.succeeds("vpn", "revoke", "anna-phone")).toMatch(/^anna-phone \(10\.77\.0\.11\) is no longer in config\.yaml/);
    for (const text of state()) expect(text).not.toContain("10.77.0.11");
  });

  test("refuses a name that is not listed, and names one that is meant", () => {
    expect(owner.refused("vpn", "revoke", "offise")).toMatch(/NAME is "offise"\. .*office/);
  });

  test("names the command that goes on where the device is out of config.yaml already", () => {
    expect(owner.refused("vpn", "revoke", "anna-phone", "--apply")).toMatch(/NAME is "anna-phone"\. .*npx mk360 vpn apply/);
  });

  test("with --apply brings nothing that config.yaml does not give", () => {
    owner.write("generated/hosts/nas/etc/mk360/firewall.nft", "flush ruleset\n");
    const before = state();
    expect(owner.refused("vpn", "revoke", "office", "--apply")).toMatch(
      /^generated\/hosts: hosts\/nas\/etc\/mk360\/firewall\.nft is "not what config\.yaml gives now"/,
    );
    expect(state()).toEqual(before);
    owner.synth();
  });

  test("refuses to lock out the last admin while others may dial in", () => {
    owner.succeeds("vpn", "revoke", "office");
    const before = state();
    expect(owner.refused("vpn", "revoke", "owner-laptop")).toMatch(
      /wireguard\.peers is "tablet: user"\. Allowed: at least one device with the role admin/,
    );
    expect(state()).toEqual(before);
  });
});
