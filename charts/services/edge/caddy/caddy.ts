import {
  answers,
  calls,
  customers,
  endpoints,
  gibi,
  guaranteed,
  health,
  hot,
  images,
  internet,
  loginsLog,
  mebi,
  milli,
  minutes,
  notBackedUp,
  type ServiceProps,
  service,
  share,
  tcp,
  upTo,
  user,
  whereRunning,
} from "../../vocabulary";
import { caddyfile, ports } from "./caddyfile";
import { loginsDirectory } from "./caddyfile-log";
import { loginSecrets } from "./vpn-login";
import { waitForPublicProxy } from "./wait-for-proxy";

/** What all reverse proxies have in common. */
export const caddy = {
  importance: "foundation",
  image: images.caddy,
  runsAs: user(1000),
  args: ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"],
  env: { XDG_DATA_HOME: "/data", XDG_CONFIG_HOME: "/config" },
  writes: { "/config": upTo(mebi(16)), "/tmp": upTo(mebi(64)) },
  capabilities: {
    add: ["NET_BIND_SERVICE"],
    reason:
      "the binary carries this file capability, and the kernel refuses to start it when the set does not hold it; it listens above 1024 all the same",
  },
  ports: { http: tcp(ports.http), https: tcp(ports.https), health: tcp(ports.health) },
  uses: [internet("orders certificates from Let's Encrypt", tcp(443))],
  cpu: share(milli(100)),
  health: health({ ready: answers("health", "/healthz") }),
  stopsWithin: minutes(1),
  personalData: [
    customers(
      "addresses of visitors and what they asked for, in the access log",
      "defence against attacks and finding of faults",
      "until the machine rotates the log",
    ),
  ],
} satisfies Partial<ServiceProps>;

/** What both reverse proxies of the server have in common. */
const ofTheServer = {
  ...caddy,
  network: "edge",
  machine: "vps",
  phase: 1,
  env: { ...caddy.env, GOMEMLIMIT: "224MiB" },
  memory: guaranteed(mebi(256), "measured: 61 MiB with 300 open connections; Go's own limit is 224 MiB"),
} satisfies Partial<ServiceProps>;

export const caddyPublic = service(endpoints.caddyPublic.service, {
  ...ofTheServer,
  does: "Receives the internet: TLS, certificates, and the way to each public site.",
  files: { "/etc/caddy/Caddyfile": caddyfile("internet") },
  host: {
    reason: "fail2ban runs on the machine and bans who guesses passwords",
    paths: [
      {
        path: loginsLog.directory,
        at: loginsDirectory,
        why: "fail2ban reads there who was refused a login",
        writable: true,
        belongsToProgram: true,
      },
    ],
  },
  uses: [...caddy.uses, whereRunning(calls(endpoints.caddyHome, "passes on what Let's Encrypt asks about the names of the home network"))],
  hostPorts: [
    { port: "http", number: 80, from: "internet", why: "redirects to HTTPS and answers Let's Encrypt, also for the names behind the VPN" },
    { port: "https", number: 443, from: "internet", why: "serves the public sites" },
  ],
  keeps: {
    certificates: hot(gibi(1), "/data", "certificates and their keys", notBackedUp("they are ordered again within minutes")),
  },
});

export const caddyPrivate = service("caddy-private", {
  ...ofTheServer,
  does: "Receives the WireGuard network: TLS and the way to each VPN site.",
  secrets: loginSecrets,
  files: { "/etc/caddy/Caddyfile": caddyfile("vpn") },
  hostPorts: [{ port: "https", number: 443, from: "vpn", why: "serves the VPN sites, on the WireGuard address only" }],
  before: [waitForPublicProxy(endpoints.caddyPublic.host, endpoints.caddyPublic.number)],
  uses: [...caddy.uses, calls(endpoints.caddyPublic, "waits for it before it orders certificates")],
  // Both proxies share the certificates, so that the public one can answer Let's Encrypt for the private one.
  borrows: [{ service: "caddy-public", volume: "certificates", path: "/data", writable: true }],
});
