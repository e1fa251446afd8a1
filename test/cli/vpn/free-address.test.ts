import { expect, test } from "@jest/globals";
import { AddressRange } from "../../../charts/values/address";
import { freeAddress } from "../../../cli/vpn/free-address";
import { configWith, shippedConfig } from "../../support/config";

const peersAt = (...addresses: string[]) => ({
  wireguard: {
    ...shippedConfig.wireguard,
    peers: addresses.map((address) => ({ name: address, role: "user" as const, address, publicKey: "" })),
  },
});
const range = (wireguard: string) => ({ network: { ...shippedConfig.network, wireguard: AddressRange.parse(wireguard) } });

test("the next device comes behind those that are there", () => {
  expect(freeAddress(configWith(peersAt("10.77.0.10", "10.77.0.11")))).toBe("10.77.0.12");
});

test("an address that has become free is taken again", () => {
  expect(freeAddress(configWith(peersAt("10.77.0.10", "10.77.0.12")))).toBe("10.77.0.11");
});

test("the first ones stay for machines", () => {
  expect(freeAddress(configWith(peersAt()))).toBe("10.77.0.10");
});

test("a range whose last address names all of it is full before that", () => {
  expect(
    freeAddress(configWith({ ...peersAt("10.77.0.10", "10.77.0.11", "10.77.0.12", "10.77.0.13", "10.77.0.14"), ...range("10.77.0.0/28") })),
  ).toBe(undefined);
});
