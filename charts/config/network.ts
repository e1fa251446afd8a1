import { z } from "zod";
import { field } from "./field";
import { listOf, section } from "./groups";
import * as is from "./scalars";

export const networkSchema = section("Every address range, and the addresses in them.", {
  wireguard: is.ipv4Range("The range of the WireGuard network.").prefault("10.77.0.0/24"),
  pods: is.ipv4Range("The range that k3s gives to pods.").prefault("10.42.0.0/16"),
  services: is.ipv4Range("The range that k3s gives to Services.").prefault("10.43.0.0/16"),
  lan: is.ipv4Range("The home network.").prefault("192.168.178.0/24"),
  lanResolver: is
    .ipv4("The resolver of the home network that NAS pods ask when they need no VPS, usually the router.")
    .default("192.168.178.1"),
}).prefault({});

export const wireguardSchema = section("The VPN: its port and the devices that may dial in.", {
  port: is.whole("The UDP port of WireGuard on the server.", 1, 65535).default(51820),
  peers: listOf(
    "The devices that may dial in; nobody else in the WireGuard network reaches the sites behind the VPN.",
    section("One device.", {
      name: is.slug("Whose device it is, such as owner-laptop."),
      address: is.ipv4("The device's address in the WireGuard network."),
      publicKey: field(z.string().regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/), {
        says: "The device's WireGuard public key.",
        allowed: "the 44 characters that `wg pubkey` prints, = at the end",
        fix: "run `wg genkey | tee private.key | wg pubkey` on the device and copy the printed line",
      }),
    }),
    200,
  ).default([]),
}).prefault({});
