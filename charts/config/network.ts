import { listOf, section } from "./groups";
import { formerRole, roles } from "./roles";
import * as is from "./scalars";

export const networkSchema = section("Every address range, and the addresses in them.", {
  wireguard: is.ipv4Range("The range of the WireGuard network.").prefault("10.77.0.0/24"),
  pods: is.ipv4Range("The range that k3s gives to pods.").prefault("10.42.0.0/16"),
  services: is.ipv4Range("The range that k3s gives to Services.").prefault("10.43.0.0/16"),
  lan: is.ipv4Range("The home network.").prefault("192.168.178.0/24"),
  lanResolver: is
    .ipv4("The resolver of the home network that NAS pods ask when they need no VPS, usually the router.")
    .default("192.168.178.1"),
  publicResolvers: listOf(
    "Resolvers of the internet that the server asks for the VPN's devices while the NAS is away.",
    is.ipv4("A resolver of the internet."),
    3,
  ).default(["9.9.9.9", "149.112.112.112"]),
}).prefault({});

export const wireguardSchema = section("The VPN: its port and the devices that may dial in.", {
  port: is.whole("The UDP port of WireGuard on the server.", 1, 65535).default(51820),
  lineMtu: is
    .whole("How many bytes a packet on the line at home may have: 1500, behind PPPoE 1492, behind DS-Lite 1452.", 1280, 1500)
    .default(1492),
  peers: listOf(
    "The devices that may dial in; nobody else in the WireGuard network reaches the sites behind the VPN.",
    section("One device.", {
      name: is.slug("Whose device it is, such as owner-laptop."),
      address: is.ipv4("The device's address in the WireGuard network."),
      role: is.choice("What it may reach: admin SSH, the Kubernetes API and the sites; user the sites alone.", roles).default(formerRole),
      publicKey: is.wireguardKey("The device's WireGuard public key.", "mk360 vpn add makes it"),
    }),
    200,
  ).default([]),
}).prefault({});
