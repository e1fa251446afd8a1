import { describe, expect, test } from "@jest/globals";
import type { Config } from "../../charts/config/schema";
import { rulesetOf } from "../../charts/hosts/firewall/ruleset";
import { machineFolder } from "../../charts/output/machines";
import { machineOf, withPi } from "../support/machines";
import { stackOf } from "../support/stack";

const folderOf = (machine: string, overrides: Partial<Config> = {}) => {
  const stack = stackOf(overrides);
  return machineFolder(stack, machineOf(machine, stack.config));
};
const rulesOf = (machine: string, overrides: Partial<Config> = {}) => {
  const stack = stackOf(overrides);
  return rulesetOf(stack, machineOf(machine, stack.config));
};
const filesOf = (folder: ReadonlyMap<string, string>) => [...folder.keys()].filter((path) => /cold/.test(path) && !/^steps/.test(path));

describe("what a machine has to start services without the server", () => {
  const nas = folderOf("nas");

  test("lies on the machine at home alone, with podman", () => {
    expect([filesOf(folderOf("vps")), folderOf("vps").get("packages")?.includes("podman")]).toEqual([[], false]);
    expect(filesOf(nas).length).toBeGreaterThan(8);
    expect(nas.get("packages")?.split("\n")).toEqual(expect.arrayContaining(["podman", "netavark"]));
  });

  test("goes where the service goes, and is nowhere when there is none", () => {
    const moved = withPi({ runs: ["adguard"] });
    expect([...folderOf("pi", moved).keys()]).toContain("etc/mk360/cold-start/pods/adguard.yaml");
    expect([...folderOf("nas", moved).keys()]).not.toContain("etc/mk360/cold-start/pods/adguard.yaml");
    expect(filesOf(folderOf("nas", { off: ["adguard", "vaultwarden-private", "caddy-home"] }))).toEqual([]);
  });

  test("holds no secret: they are kept from the cluster, for the group of their program", () => {
    expect(nas.get("etc/mk360/cold-start/kept")).toContain(
      "adguard home 1000 secret adguard-login password-hash /var/lib/mk360/cold-start/adguard/secret-adguard-login-password-hash/password-hash\n",
    );
  });

  test("gives each the address by which the proxy calls it in the cluster", () => {
    const lines = (nas.get("etc/mk360/cold-start/services") ?? "")
      .trimEnd()
      .split("\n")
      .map((line) => line.split(" "));
    const caddyfile = JSON.stringify(stackOf().routes.filter(({ reach }) => reach === "lan"));
    for (const [name, , , address = ""] of lines) if (address !== "-") expect([name, caddyfile.includes(address)]).toEqual([name, true]);
    expect(lines.map(([name, owner, , address]) => [name, owner, address])).toEqual([
      ["vaultwarden-private", "1000:1000", "10.43.0.32"],
      ["adguard", "1000:1000", "10.43.0.33"],
      ["caddy-home", "1000:1000", "-"],
    ]);
  });

  test("is the gate before k3s, and says whom it asks", () => {
    expect(nas.get("etc/systemd/system/k3s-agent.service.d/mk360-cold-start.conf")).toContain(
      "ExecStartPre=/bin/bash /etc/mk360/cold-start/gate.sh",
    );
    expect(nas.get("etc/mk360/cold-start/server")).toBe("10.77.0.1:6443\n");
  });
});

describe("the firewall before what podman runs", () => {
  const chainOf = (rules: string) =>
    /chain cold_start \{\n([\s\S]*?)\n\t\}/
      .exec(rules)?.[1]
      ?.split("\n")
      .map((line) => line.trim().replace(/ comment ".*"$/, "")) ?? [];

  test("lets it call the home network's resolver, each other, and on the internet what the same services may call in the cluster", () => {
    const rules = chainOf(rulesOf("nas"));
    expect(rules.filter((line) => !line.includes("!="))).toEqual([
      "ip daddr 10.43.0.0/24 accept",
      "ip daddr 192.168.178.1 udp dport 53 accept",
      "ip daddr 192.168.178.1 tcp dport 53 accept",
      "drop",
    ]);
    expect(rules.at(-1)).toBe("drop");
    const internet = (protocol: string) => /dport \{ (.*?) \}/.exec(rules.find((line) => line.includes(`} ${protocol} dport`)) ?? "")?.[1];
    expect([internet("udp"), internet("tcp")]).toEqual(["53", "53, 443, 587"]);
  });

  test("is not on the server", () => {
    expect(rulesOf("vps")).not.toContain("cold");
  });
});
