import { listOf, section } from "./groups";
import * as is from "./scalars";
import { sshPublicKey } from "./ssh-key";

export const sshSchema = section("How you log in on the machines themselves.", {
  from: listOf(
    "From where the server's SSH is reached besides the VPN. The machines at home answer the home network and the VPN alone.",
    is.ipv4Range("A range of addresses; 0.0.0.0/0 for everywhere."),
    20,
  ).prefault(["0.0.0.0/0"]),
  keys: listOf(
    "Who may look at every machine (mk360 hosts check), and logs in as root on one that makes its first start with generated/hosts/MACHINE/user-data.",
    sshPublicKey,
    20,
  ).default([]),
}).prefault({});
