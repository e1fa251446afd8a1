import { holding } from "../../hold-data";
import {
  accepts,
  answers,
  bcrypt,
  type Check,
  type Context,
  Credential,
  daily,
  days,
  family,
  gibi,
  health,
  home,
  homeSite,
  images,
  internet,
  mebi,
  memory,
  milli,
  noSecondFactor,
  notBackedUp,
  type Port,
  Program,
  type Route,
  random,
  refused,
  runs,
  secretPath,
  service,
  share,
  tcp,
  text,
  udp,
  upTo,
  user,
} from "../../vocabulary";
import holdPort from "./hold-port.sh";
import mergeProgram from "./merge-adguard.awk";
import merge from "./merge-adguard.sh";

const login = new Credential("adguard-login", "lets the owner into AdGuard", {
  username: text("admin"),
  password: random(24),
  "password-hash": bcrypt("password"),
});
const hash = login.file("password-hash");
const settings = "/opt/adguardhome/conf";
const running = holding(settings, ["/opt/adguardhome/AdGuardHome"]);
const merging = holding(
  settings,
  ["sh", "/scripts/merge-adguard.sh", "/settings/ours.yaml", "/settings/first.yaml", secretPath(hash), `${settings}/AdGuardHome.yaml`],
  "/scripts",
);

/**
 * Where it listens for names. Not 5353: clusters of earlier days have that number twice in one container, and a
 * `kubectl apply` that takes one of the two away takes both.
 */
const namesPort = 5053;

/** The version of the settings' layout that this AdGuard writes; a higher one would stop it. */
const schema = "schema_version: 34";

/** What a new AdGuard begins with. From then on it is the owner's to change. */
const firstSettings = [
  schema,
  "dns:",
  "  ratelimit: 0",
  "querylog:",
  "  interval: 30d",
  "statistics:",
  "  interval: 30d",
  "filtering:",
  "  rewrites: []",
  "",
].join("\n");

/** What is put into its settings before each start, in the layout in which AdGuard writes them. */
function ours({ config, routes }: Context): string {
  return [
    schema,
    "http:",
    "  address: 0.0.0.0:3000",
    "users:",
    "  - name: admin",
    "    password: PASSWORD_HASH",
    "dns:",
    "  bind_hosts:",
    "    - 0.0.0.0",
    `  port: ${namesPort}`,
    "  upstream_dns:",
    "    - https://dns10.quad9.net/dns-query",
    "    - https://unfiltered.adguard-dns.com/dns-query",
    "  bootstrap_dns:",
    "    - 9.9.9.10",
    "    - 149.112.112.10",
    "  local_ptr_upstreams:",
    `    - ${config.network.lanResolver}`,
    "filtering:",
    "  rewrites:",
    ...answersOf(routes).flatMap(({ host, address }) => [`    - domain: ${host}`, `      answer: ${address}`, "      enabled: true"]),
    "",
  ].join("\n");
}

/** Names that the home network's own proxy serves lead to it; the others behind the VPN lead into the VPN. */
function answersOf(routes: readonly Route[]): { host: string; address: string }[] {
  const atHome = new Map(routes.filter(({ reach }) => reach === "lan").map(({ host, address }) => [host, address]));
  return routes.filter(({ reach }) => reach === "vpn").map(({ host, address }) => ({ host, address: atHome.get(host) ?? address }));
}

/** A list of ports more: in one list `kubectl apply` takes ports with one number for one. */
function holder(name: string, ports: Readonly<Record<string, Port>>, ready: Check): Program {
  return new Program(name, {
    image: images.adguard,
    command: ["sh", "/scripts/hold-port.sh"],
    files: { "/scripts/hold-port.sh": holdPort },
    ports,
    memory: memory(mebi(16), mebi(32), "a shell that waits"),
    health: health({ ready }),
  });
}

export const adguard = service("adguard", {
  does: "Resolver of the home network; blocks advertising.",
  network: "home",
  machine: "nas",
  phase: 3,
  importance: "foundation",
  coldStart: { lockedBy: "settings" },
  fixedPlace: 33,
  image: images.adguard,
  runsAs: user(1000),
  ...running,
  args: ["--no-check-update", "-c", `${settings}/AdGuardHome.yaml`, "-w", "/opt/adguardhome/work"],
  capabilities: {
    add: ["NET_BIND_SERVICE"],
    reason:
      "the binary carries this file capability, and the kernel refuses to start it when the set does not hold it; it listens on 5053 all the same",
  },
  before: [
    new Program("merge-adguard", {
      image: images.adguard,
      command: merging.command,
      files: {
        ...merging.files,
        "/scripts/merge-adguard.sh": merge,
        "/scripts/merge-adguard.awk": mergeProgram,
        "/settings/ours.yaml": ours,
        "/settings/first.yaml": firstSettings,
      },
      secrets: [hash],
      memory: memory(mebi(16), mebi(32), "awk with a file of a few hundred lines"),
    }),
  ],
  beside: [
    holder("adguard-tcp", { "dns-tcp": tcp(namesPort) }, accepts("dns-tcp")),
    // Kubernetes asks nobody by UDP.
    holder("adguard-tunnel-udp", { "tunnel-udp": udp(namesPort) }, runs("grep", "-q", "hold-port", "/proc/1/cmdline")),
    holder("adguard-tunnel-tcp", { "tunnel-tcp": tcp(namesPort) }, accepts("tunnel-tcp")),
  ],
  ports: { "dns-udp": udp(namesPort), http: tcp(3000) },
  hostPorts: [
    { port: "dns-udp", number: 53, from: "lan", why: "answers the devices of the home network" },
    { port: "dns-tcp", number: 53, from: "lan", why: "answers the devices of the home network, long answers" },
    { port: "tunnel-udp", number: 53, from: "machines", why: "answers the server, which asks for the devices in the VPN" },
    { port: "tunnel-tcp", number: 53, from: "machines", why: "answers the server, which asks for the devices in the VPN, long answers" },
  ],
  uses: [
    internet(
      "asks the resolvers of the internet over HTTPS, finds them by plain DNS first, and loads block lists",
      tcp(443),
      udp(53),
      tcp(53),
    ),
  ],
  leftByHand: [
    {
      does: "let your router name it as the home network's DNS server, and a second one for when the NAS is away",
      because: "the router is yours, and none of the two machines",
    },
  ],
  sites: [
    homeSite("adguard", {
      port: "http",
      administrator: {
        name: login.file("username"),
        password: login.file("password"),
        comes: "its settings hold him at each start",
        secondFactor: noSecondFactor("the program has none; only the VPN and the home network reach it"),
      },
      purpose: "Resolver of the home network",
      probe: "/login.html",
      failedLogins: [refused("POST /control/login", 403)],
    }),
  ],
  keeps: {
    settings: home(mebi(256), settings, "its settings, which it rewrites by itself", daily()),
    work: home(
      gibi(5),
      "/opt/adguardhome/work",
      "query log, statistics and block lists",
      notBackedUp("statistics of the last 30 days and lists that it loads again"),
    ),
  },
  writes: { "/tmp": upTo(mebi(64)) },
  memory: memory(mebi(128), mebi(256), "block lists of about a million lines in memory"),
  cpu: share(milli(100)),
  health: health({ ready: answers("http", "/login.html") }),
  personalData: [family("which device asked for which name", "blocking of advertising and malware", days(30))],
});
