import { nas, noInternet, owners, places, portsOfTheInternet, vps } from "../bed/addresses";
import { edges, isDeclared, nameOf } from "./declared-edges";
import type { Attempt } from "./probe";
import { machinePorts, type Target } from "./targets";

const { network } = owners;

type Tried = Omit<Attempt, "from">;

const tcp = (to: string, host: string, port: number): Tried => ({ to, host, port, protocol: "TCP" });
const udp = (to: string, host: string, port: number): Tried => ({ to, host, port, protocol: "UDP" });

/** Where the API server stands for pods: the first address of the range for Services. */
const apiService = { address: "10.43.0.1", name: "kubernetes.default.svc.cluster.local" } as const;

/** Whatever network.json says that `from` may open, each under every address that it has. */
export function declaredFor(from: string, targets: readonly Target[]): Attempt[] {
  return edges
    .filter((edge) => nameOf(edge.from) === from)
    .flatMap(({ to, port, protocol }): Tried[] => {
      switch (to.kind) {
        case "cluster DNS":
          return [{ to: "cluster DNS", host: "10.43.0.10", port: 53, protocol }];
        case "Kubernetes API":
          return [apiService.address, ...(asksForNames(from) ? [apiService.name] : [])].map((host) => tcp("Kubernetes API", host, 443));
        case "internet":
          return [{ to: "internet", host: protocol === "UDP" ? places.publicResolver : internetHostFor(port), port, protocol }];
        case "LAN resolver":
          return [{ to: "LAN resolver", host: network.lanResolver, port, protocol }];
        case "NAS shares":
          return [{ to: "NAS shares", host: places.nasItself, port, protocol }];
        default:
          return targets
            .filter((target) => target.name === nameOf(to) && target.port === port && target.protocol === protocol)
            .flatMap((target) => [
              { to: target.name, host: target.podAddress, port, protocol },
              ...target.services
                .flatMap(({ host, address, port: open }) => [
                  ...(asksForNames(from) ? [{ host, open }] : []),
                  ...(address ? [{ host: address, open }] : []),
                ])
                .map(({ host, open }) => ({ to: target.name, host, port: open, protocol })),
            ]);
      }
    })
    .map((tried) => ({ from, ...tried }));
}

/** Who may not ask the cluster's resolver calls by address. */
const asksForNames = (from: string): boolean => isDeclared(from, "cluster DNS", 53, "UDP");

/** The server's public sites are a part of the internet for all that is not on the server itself. */
const isInternet = (address: string): boolean => address === vps.public;

/** Who answers on the internet at a port that some program of ours calls. */
function internetHostFor(port: number): string {
  const found: Readonly<Record<number, string>> = {
    22: places.remoteNas,
    23: places.storageBox,
    53: places.publicResolver,
    587: places.mailServer,
    993: places.mailbox,
  };
  return found[port] ?? places.web;
}

/** A port of a pod under each address that it has; but for that of a public site where the internet is open to whoever asks. */
function everyAddressOf({ name, port, protocol, podAddress, services, hostPorts }: Target, opensInternet: boolean): Tried[] {
  return [
    { to: name, host: podAddress, port, protocol },
    ...services.flatMap(({ address, port: open }) =>
      address ? [{ to: `${name} by its Service`, host: address, port: open, protocol }] : [],
    ),
    ...hostPorts
      .filter(({ address }) => !(isInternet(address) && opensInternet))
      .map(({ address, port: open }) => ({ to: `${name} by its port of the machine`, host: address, port: open, protocol })),
  ];
}

/** Whatever stands somewhere and network.json does not say that `from` may open it. */
export function undeclaredFor(from: string, targets: readonly Target[]): Attempt[] {
  const pods = targets
    .filter(({ name, protocol, port }) => name !== from && !isDeclared(from, name, port, protocol))
    .flatMap((target): Tried[] => everyAddressOf(target, isDeclared(from, "internet", target.hostPorts[0]?.port ?? 0)));
  const machines = machinePorts
    .map(({ host, port, what }) => tcp(what, host, port))
    .filter(({ port }) => port !== 6443 || !isDeclared(from, "Kubernetes API", 6443));
  const api = edges.some((edge) => nameOf(edge.from) === from && edge.to.kind === "Kubernetes API")
    ? []
    : [tcp("Kubernetes API", apiService.address, 443)];
  const internet = [
    ...[443, 587, 25, 22, 8080].map((port) => [places.web, port] as const),
    ...([
      [places.remoteNas, 22],
      [places.storageBox, 23],
      [places.mailbox, 993],
    ] as const),
  ]
    .filter(([, port]) => !isDeclared(from, "internet", port))
    .map(([host, port]) => tcp("internet", host, port));
  const names = [
    ["internet", places.publicResolver],
    ["LAN resolver", network.lanResolver],
    ["cluster DNS", "10.43.0.10"],
  ] as const;
  const resolvers = names.flatMap(([to, host]) => [
    ...(isDeclared(from, to, 53) ? [] : [tcp(to, host, 53)]),
    ...(isDeclared(from, to, 53, "UDP") ? [] : [udp(to, host, 53)]),
  ]);
  const home = [
    ...[80, 443].map((port) => tcp("the router", places.router, port)),
    ...[22, 2049, 5000].map((port) => tcp("the NAS itself", places.nasItself, port)),
    ...(isDeclared(from, "NAS shares", 445) ? [] : [tcp("the NAS's shares", places.nasItself, 445)]),
    tcp("a device of the home network", places.homeDevice, 80),
    tcp("a device of the VPN", places.laptop, 22),
  ];
  return [...pods, ...machines, ...api, ...internet, ...home, ...resolvers].map((tried) => ({ from, ...tried }));
}

/** What a rule for the internet must leave out: the same ports elsewhere. */
export function beyondTheInternet(from: string): Attempt[] {
  return portsOfTheInternet
    .filter((port) => isDeclared(from, "internet", port))
    .flatMap((port) => noInternet.map((host) => ({ from, ...tcp("no part of the internet", host, port) })));
}

/** The devices outside, and where network.json sees them; the stray one is in the VPN's range and nobody has listed it. */
export const devices = [
  { name: "the internet", kind: "internet", address: places.somebody, machine: vps.public },
  { name: "a device of the home network", kind: "lan", address: places.homeDevice, machine: nas.public },
  { name: "a listed device of the VPN", kind: "vpn", address: places.laptop, machine: vps.private },
  { name: "a device of the VPN that nobody has listed", kind: "nobody", address: places.strayDevice, machine: vps.private },
] as const;

/** The server itself, which network.json sees among the machines. Of what is not opened to it, its firewall's tests tell. */
export const theServer = { name: "the server", kind: "machines", machine: nas.private } as const;

type Device = (typeof devices)[number];

/** What network.json opens to a device, at the ports of the machines. */
export function declaredOutside(
  { name, kind, machine }: Pick<Device | typeof theServer, "name" | "kind" | "machine">,
  targets: readonly Target[],
): Attempt[] {
  return targets.flatMap(({ name: to, port, protocol, hostPorts }) =>
    hostPorts
      .filter(({ address }) => address === machine && isDeclared(kind, to, port, protocol))
      .map(({ address, port: open }) => ({ from: name, to, host: address, port: open, protocol })),
  );
}

/** All else: every pod, Service and port of a machine, by a route that the device makes for itself. */
export function undeclaredOutside({ name, kind }: Device, targets: readonly Target[]): Attempt[] {
  return targets
    .filter(({ name: to, port, protocol }) => !isDeclared(kind, to, port, protocol))
    .flatMap((target) => everyAddressOf(target, isDeclared("internet", target.name, target.port, target.protocol)))
    .map((tried) => ({ from: name, ...tried }));
}
