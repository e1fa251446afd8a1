import { holding } from "../../hold-data";
import { endpoints, family, guaranteed, home, mebi, notBackedUp, service } from "../../vocabulary";
import { caddy } from "./caddy";
import { caddyfile } from "./caddyfile";
import { waitForPublicProxy } from "./wait-for-proxy";

const { args: program, ...common } = caddy;
const running = holding("/data", program);

export const caddyHome = service(endpoints.caddyHome.service, {
  ...common,
  does: "Receives the home network: TLS and the way to the vault and the resolver, also while the server is away.",
  network: "home",
  machine: "nas",
  phase: 2,
  coldStart: { lockedBy: "certificates" },
  reachedBeforeReady: "it orders certificates as soon as it starts, and the public proxy passes on what Let's Encrypt asks about them",
  command: running.command,
  files: { ...running.files, "/etc/caddy/Caddyfile": caddyfile("lan") },
  env: { ...caddy.env, GOMEMLIMIT: "52MiB" },
  // By its address in the internet: the names of the home network lead to this proxy, and it asks no resolver of the cluster.
  before: [waitForPublicProxy(({ config }) => config.machines.vps.publicAddress, "443")],
  hostPorts: [{ port: "https", number: 443, from: "lan", why: "serves the home network's sites, on its address only" }],
  keeps: {
    certificates: home(mebi(256), "/data", "certificates and their keys", notBackedUp("they are ordered again within minutes")),
  },
  memory: guaranteed(mebi(64), "measured: 39 MiB with 300 open connections; Go's own limit is 52 MiB"),
  personalData: [family("which device opened which site, in the access log", "finding of faults", "until the machine rotates the log")],
});
