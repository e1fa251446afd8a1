import { describe, expect, test } from "@jest/globals";
import type { Config } from "../../charts/config/schema";
import { tunnelMtu, wireguardFile } from "../../charts/hosts/wireguard";
import { machineOf, withMachine, withPi } from "../support/machines";
import { shippedConfig, stackOf } from "../support/stack";

const key = (letter: string) => `${"A".repeat(42)}${letter}=`;
const fileOf = (machine: string, overrides: Partial<Config> = {}) => {
  const stack = stackOf(overrides);
  return wireguardFile(stack, machineOf(machine, stack.config));
};

describe("what a packet in the tunnel may have", () => {
  // 40 bytes of IPv6, 8 of UDP and 32 of WireGuard are taken from what the line carries (wireguard.com, MTU).
  test.each([
    ["a line of 1500 bytes", 1500, 1420],
    ["PPPoE", 1492, 1412],
    ["DS-Lite", 1452, 1372],
  ])("behind %s", (_, lineMtu, expected) => {
    expect(tunnelMtu({ ...shippedConfig, wireguard: { ...shippedConfig.wireguard, lineMtu } })).toBe(expected);
  });

  test("is the same on both ends", () => {
    const wireguard = { ...shippedConfig.wireguard, lineMtu: 1452 };
    for (const machine of ["vps", "nas"]) expect(fileOf(machine, { wireguard })).toContain("\nMTU = 1372\n");
  });
});

describe("the server", () => {
  test("lets in each device and each other machine with its own address alone", () => {
    const { vps, nas } = shippedConfig.machines;
    const { further } = withPi({ wireguardPublicKey: key("Q") }).machines;
    const machines = { vps, nas: { ...nas, wireguardPublicKey: key("M") }, further };
    const peers = [...fileOf("vps", { machines }).matchAll(/\[Peer\]\nPublicKey = (\S+)\nAllowedIPs = (\S+)\n/g)].map(
      ([, ...pair]) => pair,
    );
    expect(peers).toEqual([
      [key("M"), "10.77.0.2/32"],
      [key("Q"), "10.77.0.3/32"],
      [key("E"), "10.77.0.10/32"],
    ]);
  });

  test("says whose key is missing, and lets nobody in for it", () => {
    expect(fileOf("vps")).toContain("# nas, the NAS VM: machines.nas.wireguardPublicKey is not in config.yaml yet.");
    expect(fileOf("vps").split("[Peer]")).toHaveLength(2);
  });

  test("dials nobody", () => {
    expect(fileOf("vps")).not.toContain("Endpoint");
  });
});

test("every other machine dials the server, and keeps the way open", () => {
  const text = fileOf("nas", withMachine("vps", { wireguardPublicKey: key("I") }));
  expect(text).toContain(`PublicKey = ${key("I")}\nEndpoint = 203.0.113.10:51820\nAllowedIPs = 10.77.0.0/24\nPersistentKeepalive = 25\n`);
});

test("no file holds a private key", () => {
  for (const machine of ["vps", "nas"]) expect(fileOf(machine)).not.toMatch(/^PrivateKey/m);
});
