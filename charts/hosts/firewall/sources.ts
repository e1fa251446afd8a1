import type { Machine } from "../../model/machine/machine";
import type { Stack } from "../../model/stack";
import type { Callers } from "./doors";

/** The addresses and ranges from which callers come; a range that is everywhere is IPv4's alone. */
export function addressesOf(callers: Callers, { config, machines }: Stack, machine: Machine): string[] {
  const { network, ssh, wireguard } = config;
  switch (callers) {
    case "internet":
      return ["0.0.0.0/0"];
    case "SSH ranges":
      return ssh.from.map((range) => `${range}`);
    case "lan":
      return [`${network.lan}`];
    case "machines":
      return machines.filter(({ name }) => name !== machine.name).map(({ wireguardAddress }) => wireguardAddress);
    case "admins":
      return wireguard.peers.filter(({ role }) => role === "admin").map(({ address }) => address);
    case "devices":
      return wireguard.peers.map(({ address }) => address);
  }
}
