import { describe, expect, test } from "@jest/globals";
import type { Config } from "../../charts/config/schema";
import { doorsOf } from "../../charts/hosts/firewall/doors";
import { rulesetOf } from "../../charts/hosts/firewall/ruleset";
import { AddressRange } from "../../charts/values/address";
import { machineOf, withPi } from "../support/machines";
import { shippedConfig, stackOf } from "../support/stack";

const rulesOf = (machine: string, overrides: Partial<Config> = {}) => {
  const stack = stackOf(overrides);
  return rulesetOf(stack, machineOf(machine, stack.config));
};
const doorsAt = (machine: string, overrides: Partial<Config> = {}) => {
  const stack = stackOf(overrides);
  return doorsOf(stack, machineOf(machine, stack.config));
};
const elementsOf = (rules: string, set: string) =>
  new RegExp(`set ${set} \\{\\n\\t\\ttype ipv4_addr\\n(?:\\t\\telements = \\{ (.*) \\}\\n)?\\t\\}`).exec(rules)?.[1];
const device = (name: string, address: string, role: "admin" | "user") => ({ name, address, role, publicKey: "" });
const withDevices = (...peers: ReturnType<typeof device>[]) => ({ wireguard: { ...shippedConfig.wireguard, peers } });

describe("the devices of config.yaml", () => {
  const rules = rulesOf("vps", withDevices(device("laptop", "10.77.0.10", "admin"), device("phone", "10.77.0.11", "user")));

  test("are known by their roles", () => {
    expect([elementsOf(rules, "vpn_admins"), elementsOf(rules, "vpn_devices")]).toEqual(["10.77.0.10", "10.77.0.10, 10.77.0.11"]);
  });

  test("are an empty set where there are none", () => {
    expect(rulesOf("vps", withDevices())).toContain("set vpn_devices {\n\t\ttype ipv4_addr\n\t}\n");
  });
});

describe("SSH of the server", () => {
  const ssh = (rules: string) => rules.split("\n").filter((line) => line.includes("tcp dport 22 ") && !line.includes("@"));

  test("is open to the ranges of config.yaml", () => {
    const from = ["198.51.100.0/24", "192.0.2.7/32"].map((range) => AddressRange.parse(range));
    expect(ssh(rulesOf("vps", { ssh: { from, keys: [] } }))).toEqual([
      '\t\tip saddr { 198.51.100.0/24, 192.0.2.7/32 } tcp dport 22 accept comment "SSH"',
    ]);
  });

  test("is the VPN's alone where there are none", () => {
    expect(ssh(rulesOf("vps", { ssh: { from: [], keys: [] } }))).toEqual([]);
  });
});

test("SSH at home is open to the home network, and to no range of config.yaml", () => {
  expect(doorsAt("nas").filter(({ port, callers }) => port.number === 22 && callers !== "admins")).toEqual([
    expect.objectContaining({ callers: "lan" }),
  ]);
});

test("a third machine is one of those that talk to each other, through the server", () => {
  const machines = withPi();
  expect(elementsOf(rulesOf("vps", machines), "vpn_machines")).toBe("10.77.0.2, 10.77.0.3");
  expect(elementsOf(rulesOf("pi", machines), "vpn_machines")).toBe("10.77.0.1, 10.77.0.2");
  expect(rulesOf("vps", machines)).toContain("ip saddr @vpn_machines ip daddr 10.77.0.3 udp dport 8472 accept");
});

test("a service that is off has no door", () => {
  const unifi = (off: string[]) => doorsAt("nas", { off }).filter(({ why }) => why.startsWith("unifi"));
  expect([unifi([]).length > 0, unifi(["unifi"])]).toEqual([true, []]);
});

test("WireGuard's port is that of config.yaml", () => {
  expect(rulesOf("vps", { wireguard: { ...shippedConfig.wireguard, port: 443 } })).toContain("udp dport 443 accept");
});
