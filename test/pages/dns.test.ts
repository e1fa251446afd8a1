import { expect, test } from "@jest/globals";
import { dnsPage } from "../../charts/pages/network/dns-page";
import { rowOf, stack, stackWith, tablesOf } from "./pages";

const text = dnsPage(stack);

test("each host name has an A record to the server", () => {
  const records = new Set(stack.routes.map(({ host }) => rowOf(text, `${host}.`).slice(1, 3).join(" ")));
  expect([...records]).toEqual([`A ${stack.config.machines.vps.publicAddress}`]);
});

test("there is no other address, and none twice", () => {
  const [addresses = []] = tablesOf(text);
  expect(addresses.slice(2)).toHaveLength(new Set(stack.routes.map(({ host }) => host)).size);
});

test("nobody but Let's Encrypt may sign certificates", () => {
  const [, authorities = []] = tablesOf(text);
  expect(authorities.slice(2).map((row) => row.join(" "))).toEqual([
    'mk360.de. CAA `0 issue "letsencrypt.org"`',
    'mk360.de. CAA `0 issuewild ";"`',
    `mk360.de. CAA \`0 iodef "mailto:${stack.config.contact}"\``,
  ]);
});

test("no device in the VPN needs lines in its hosts file", () => {
  expect(text).not.toMatch(/^\d+(\.\d+){3} /m);
  expect(text).toContain("They ask the resolver of the server, 10.77.0.1,");
});

test("the resolver of the VPN asks AdGuard only where one runs", () => {
  const asks = (off: string[]) => /For all others it asks (.*)\.$/m.exec(dnsPage(stackWith({ off })))?.[1];
  expect(asks([])).toBe("AdGuard Home on the NAS, or 9.9.9.9 or 149.112.112.112 while that is away");
  expect(asks(["adguard"])).toBe("9.9.9.9 or 149.112.112.112");
});

test("devices at home get lines only while nobody answers them there", () => {
  const lines = (changed: typeof stack) =>
    dnsPage(changed)
      .split("\n")
      .filter((line) => line.startsWith(`${stack.config.machines.nas.lanAddress} `));
  expect(lines(stack)).toEqual([]);
  expect(lines(stackWith({ off: ["adguard"] }))).toEqual([`${stack.config.machines.nas.lanAddress} vault-private.mk360.de`]);
});
