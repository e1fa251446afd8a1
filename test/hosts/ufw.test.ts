import { expect, test } from "@jest/globals";
import { hetznerRules } from "../../charts/hosts/firewall/hetzner";
import { ufwRules } from "../../charts/hosts/firewall/ufw";
import { AddressRange } from "../../charts/values/address";
import { machineOf } from "../support/machines";
import { shippedConfig, stackOf } from "../support/stack";

const device = (name: string, address: string, role: "admin" | "user") => ({ name, address, role, publicKey: "" });
const peers = [device("laptop", "10.77.0.10", "admin"), device("phone", "10.77.0.11", "user")];
const stack = stackOf({
  wireguard: { ...shippedConfig.wireguard, peers },
  ssh: { from: [AddressRange.parse("198.51.100.0/24")], keys: [] },
});
const rules = (machine: string) => ufwRules(stack, machineOf(machine)).trim().split("\n");
const withoutWhy = (all: readonly string[]) => all.map((rule) => rule.replace(/ comment '.*'$/, ""));

test("UFW opens on the server what ends on the server itself, and nothing that leads to pods", () => {
  expect(withoutWhy(rules("vps"))).toEqual([
    "allow from 10.42.0.0/16",
    "allow proto udp from 0.0.0.0/0 to 0.0.0.0/0 port 51820",
    "allow proto tcp from 198.51.100.0/24 to 0.0.0.0/0 port 22",
    "allow proto tcp from 10.77.0.10 to 10.77.0.1 port 22",
    "allow proto tcp from 10.77.0.2 to 10.77.0.1 port 6443",
    "allow proto tcp from 10.77.0.10 to 10.77.0.1 port 6443",
    ...["udp", "tcp"].flatMap((protocol) =>
      ["10.77.0.10", "10.77.0.11"].map((device) => `allow proto ${protocol} from ${device} to 10.77.0.1 port 53`),
    ),
    "allow proto tcp from 10.77.0.2 to 10.77.0.1 port 7360",
    "allow proto tcp from 10.77.0.2 to 10.77.0.1 port 10250",
    "allow proto udp from 10.77.0.2 to 10.77.0.1 port 8472",
  ]);
});

test("UFW opens nothing on the NAS for the internet", () => {
  expect(rules("nas").filter((rule) => rule.includes("from 0.0.0.0/0"))).toEqual([]);
});

test("Hetzner's firewall opens the ports of the owner's list, SSH where config.yaml says, and the answer to a ping", () => {
  const opened = (JSON.parse(hetznerRules(stack, machineOf("vps"))) as Record<string, unknown>[]).map(
    ({ protocol, port = "", source_ips: from }) => `${protocol} ${port} ${from}`,
  );
  expect(opened.sort()).toEqual([
    "icmp  0.0.0.0/0",
    "tcp 22 198.51.100.0/24",
    "tcp 443 0.0.0.0/0",
    "tcp 80 0.0.0.0/0",
    "udp 51820 0.0.0.0/0",
  ]);
});
