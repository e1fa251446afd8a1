import { describe, expect, test } from "@jest/globals";
import type { Config } from "../../charts/config/schema";
import { fail2banFiles } from "../../charts/hosts/fail2ban/files";
import { rulesetOf } from "../../charts/hosts/firewall/ruleset";
import { pathsFile } from "../../charts/hosts/paths";
import { caddyfile } from "../../charts/services/edge/caddy/caddyfile";
import { AddressRange } from "../../charts/values/address";
import { machineOf } from "../support/machines";
import { stackOf } from "../support/stack";

const filesOf = (machine: string, overrides: Partial<Config> = {}) => {
  const stack = stackOf({ phase: 3, ...overrides });
  return fail2banFiles(stack, machineOf(machine, stack.config));
};
/** The jails of a machine that are switched on, with how many tries each allows. */
const jails = (overrides: Partial<Config> = {}) => {
  const text = filesOf("vps", overrides)["etc/fail2ban/jail.d/mk360.conf"] ?? "";
  const sections = text.split(/^\[/m).filter((section) => section.includes("enabled = true"));
  return Object.fromEntries(sections.map((section) => [section.split("]")[0], Number(/^maxretry = (\d+)$/m.exec(section)?.[1])]));
};

describe("jails of the server", () => {
  test("are one for SSH and one for each public site with a login; a name that Paperless itself locks has more tries", () => {
    expect(jails()).toEqual({
      sshd: 5,
      "business-docs": 5,
      "business-docs-20": 20,
      workflows: 5,
      webhooks: 5,
      sign: 5,
      "sign-10": 10,
      crm: 5,
      "vault-business": 5,
    });
  });

  test("have none for a service that is off", () => {
    expect(jails({ off: ["vaultwarden-business"] })).not.toHaveProperty("vault-business");
  });

  test("have none for SSH that the VPN alone reaches", () => {
    expect(jails({ ssh: { from: [], keys: [] } })).not.toHaveProperty("sshd");
    expect(jails({ ssh: { from: [AddressRange.parse("198.51.100.0/24")], keys: [] } })).toHaveProperty("sshd");
  });

  test("never ban our own networks, those of config.yaml", () => {
    const text = filesOf("vps")["etc/fail2ban/jail.d/mk360.conf"];
    expect(text).toContain("ignoreip = 127.0.0.0/8 10.77.0.0/24 10.42.0.0/16 10.43.0.0/16 192.168.178.0/24 203.0.113.10\n");
  });

  test("have each a set of the firewall, and a mark in the proxy's log", () => {
    const stack = stackOf({ phase: 3 });
    const rules = rulesetOf(stack, machineOf("vps", stack.config));
    const marks = [...caddyfile("internet")(stack).matchAll(/log_append @login\d+ login_\d{3} (\S+)$/gm)].map(([, mark]) => mark);
    const names = Object.keys(jails());
    for (const name of names) expect(rules).toContain(`ip saddr @banned_${name} drop`);
    expect([...new Set(marks)].sort()).toEqual(names.filter((name) => name !== "sshd").sort());
  });
});

test("a machine at home bans nobody", () => {
  expect(filesOf("nas")).toEqual({});
  const stack = stackOf();
  expect(rulesetOf(stack, machineOf("nas", stack.config))).not.toContain("mk360_bans");
});

test("the proxy's log of logins is there before anybody looks for it, and the proxy's own user may write it", () => {
  const stack = stackOf();
  const paths = pathsFile(stack, machineOf("vps", stack.config)).split("\n");
  expect(paths.filter((line) => line.includes("/var/log/"))).toEqual([
    "750 1000:1000 /var/log/mk360/caddy-public/",
    "640 1000:1000 /var/log/mk360/caddy-public/logins.log",
  ]);
  expect(pathsFile(stack, machineOf("nas", stack.config))).toBe("");
});
