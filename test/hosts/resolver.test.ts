import { describe, expect, test } from "@jest/globals";
import type { Config } from "../../charts/config/schema";
import { resolverFiles } from "../../charts/hosts/resolver";
import { setUpFiles } from "../../charts/hosts/set-up";
import { hostFiles } from "../../charts/output/machines";
import { machineOf, withPi } from "../support/machines";
import { shippedConfig, stackOf } from "../support/stack";

const filesOf = (overrides: Partial<Config> = {}) => {
  const stack = stackOf(overrides);
  return resolverFiles(stack, machineOf("vps", stack.config));
};
const settings = (overrides: Partial<Config> = {}) => filesOf(overrides)["etc/dnsmasq.d/mk360.conf"] ?? "";
const answered = (text: string) => [...text.matchAll(/^host-record=([^,]+),(.+)$/gm)].map(([, name, address]) => `${name} ${address}`);
const asked = (whom: "home" | "elsewhere", overrides: Partial<Config> = {}) =>
  [...(filesOf(overrides)[`etc/mk360/resolver/${whom}`] ?? "").matchAll(/^nameserver (.+)$/gm)].map(([, address]) => address);

describe("the resolver of the VPN", () => {
  // The owner's list, by its column of who reaches what.
  test.each(["paperless-gpt", "private-docs", "mail", "netdata", "vault-private", "unifi", "adguard", "logs"])(
    "leads %s into the VPN",
    (name) => {
      expect(answered(settings())).toContain(`${name}.mk360.de 10.77.0.1`);
    },
  );

  test.each(["business-docs", "webhooks", "vault-business", "status", "crm", "sign"])("knows nothing of %s, which is public", (name) => {
    expect(settings()).not.toContain(`${name}.mk360.de`);
  });

  test("asks nobody whether a name that it knows has other records", () => {
    const text = settings();
    for (const line of answered(text)) expect(text).toContain(`local=/${line.split(" ")[0]}/\n`);
  });

  test("asks AdGuard in the tunnel, wherever that runs", () => {
    expect([asked("home"), asked("home", withPi({ runs: ["adguard"] }))]).toEqual([["10.77.0.2"], ["10.77.0.3"]]);
  });

  test("asks the public resolvers alone where there is no AdGuard", () => {
    const network = { ...shippedConfig.network, publicResolvers: ["1.1.1.1"] };
    expect([asked("home", { off: ["adguard"] }), asked("elsewhere", { network })]).toEqual([[], ["1.1.1.1"]]);
  });

  test("is on the server and nowhere else", () => {
    const stack = stackOf();
    const withIt = [...hostFiles(stack).keys()].filter((path) => /dnsmasq|mk360-resolver/.test(path)).map((path) => path.split("/")[1]);
    expect(new Set(withIt)).toEqual(new Set(["vps"]));
    const packages = (machine: "vps" | "nas") => setUpFiles(stack, machineOf(machine)).packages?.split("\n");
    expect([packages("vps"), packages("nas")].map((names) => names?.includes("dnsmasq-base"))).toEqual([true, false]);
  });

  test("comes as a program alone: the package dnsmasq would start another, on every address", () => {
    expect(setUpFiles(stackOf(), machineOf("vps")).packages?.split("\n")).not.toContain("dnsmasq");
  });
});
