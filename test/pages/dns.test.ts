import { expect, test } from "@jest/globals";
import { dnsPage } from "../../charts/pages/network/dns-page";
import { rowOf, stack, stackWith, tablesOf } from "./pages";

const text = dnsPage(stack);

test("each host name has an A record to the server", () => {
  const records = new Set(stack.routes.map(({ host }) => rowOf(text, `${host}.`).slice(1, 3).join(" ")));
  expect([...records]).toEqual([`A ${stack.config.machines.vps.publicAddress}`]);
});

test("there is no other record, and none twice", () => {
  expect(tablesOf(text).flat().slice(2)).toHaveLength(new Set(stack.routes.map(({ host }) => host)).size);
});

test("a device in the VPN gets a line for each name that it can reach, and no name of the internet's", () => {
  const lines = text.split("\n").filter((line) => line.startsWith(`${stack.config.machines.vps.wireguardAddress} `));
  const names = (reach: string) => stack.routes.filter((route) => route.reach === reach).map(({ host }) => host);
  expect(lines.map((line) => line.split(" ")[1]).sort()).toEqual(names("vpn").sort());
});

test("devices at home get lines only while nobody answers them there", () => {
  const lines = (changed: typeof stack) =>
    dnsPage(changed)
      .split("\n")
      .filter((line) => line.startsWith(`${stack.config.machines.nas.lanAddress} `));
  expect(lines(stack)).toEqual([]);
  expect(lines(stackWith({ off: ["adguard"] }))).toEqual([`${stack.config.machines.nas.lanAddress} vault-private.mk360.de`]);
});
