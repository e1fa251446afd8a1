import { Job } from "../../charts/model/job";
import type { End, Outside } from "../../charts/model/network/edge";
import { type PortReach, portReaches, type Reach } from "../../charts/model/network/reach";
import { isOfTheDocument, separationOf } from "../../charts/model/network/separation";
import { edgeOf } from "../../charts/model/network/site";
import { Service } from "../../charts/model/service";
import type { Stack } from "../../charts/model/stack";
import type { Workload } from "../../charts/model/workload";
import { declaredIn, endpointWords } from "../declared-in";

/** A line that would allow a connection, and where it goes. */
export interface Proposal {
  /** Left out where the sources are not there. */
  readonly file?: string;
  /** The property of the service or job. */
  readonly under: string;
  readonly line: string;
}

/** What stands between two ends that may not talk. */
export interface WayOut {
  /** Why no declaration may ever allow it. */
  readonly forbidden?: string;
  readonly proposals: readonly Proposal[];
  readonly notes: readonly string[];
}

const why = '"why it is needed"';
const listed = "test/kit/network.test.ts";

/** Which declaration would allow a connection that is not allowed now, and what speaks against it. */
export function wayOut(stack: Stack, from: End, to: End): WayOut {
  if (from.kind === "workload") {
    return to.kind === "workload" ? betweenWorkloads(stack, from.workload, to.workload) : toOutside(stack, from.workload, to.kind);
  }
  return to.kind === "workload" ? fromOutside(from.kind, to.workload) : nothing("neither end is a pod of ours, so no policy judges it");
}

function nothing(...notes: readonly string[]): WayOut {
  return { proposals: [], notes };
}

function betweenWorkloads(stack: Stack, from: Workload, to: Workload): WayOut {
  if (!(to instanceof Service)) return nothing(`${to.name} is a job: it runs to its end and answers nobody`);
  const forbidden = separationOf(from, to);
  if (forbidden) return { forbidden, ...nothing("a declaration of it would fail `npm run check`") };
  const calls = Object.keys(to.calledPorts).map((port) =>
    proposal(from, "uses", optional(from, to, `calls(${endpointWords(to.endpoint(port))}, ${why})`)),
  );
  if (calls.length === 0) return nothing(`${to.name} has no port that anybody could call`);
  const notes = [
    ...loginNote(stack, to),
    ...sideNote(stack, from, to),
    ...(isOfTheDocument(from, to)
      ? []
      : [`the owner's Docker networks had no way from ${from.network} to ${to.network}: ${listed} wants a line with the reason`]),
  ];
  return { proposals: [...calls, ...asSite(from, to), ...asWatched(from, to)], notes };
}

/** What may be missing although its phase has come must be declared so. */
function optional(from: Workload, to: Service, line: string): string {
  const mayBeMissing = to.phase > from.phase || (to.dependsOnSettings && !(from instanceof Service && from.dependsOnSettings));
  return mayBeMissing ? `whereRunning(${line})` : line;
}

/** A port alone is no login: most clients of a store declare what it makes for them too. */
function loginNote({ workloads }: Stack, to: Service): string[] {
  const client = workloads.find(({ uses }) => uses.some(({ grant }) => grant && !grant.kind.figuresOnly && grant.provider === to.name));
  if (!client) return [];
  const file = declaredIn(client.name);
  return [
    `a port is no login: ${client.name}${file ? ` (${file})` : ""} shows the use that also has ${to.name} make a user for the client`,
  ];
}

/** A store of one side stays one: nothing in it keeps the data of two sides apart but its passwords. */
function sideNote({ workloads }: Stack, from: Workload, to: Service): string[] {
  const clients = workloads.filter(({ uses }) => uses.some(({ grant }) => grant && !grant.kind.figuresOnly && grant.provider === to.name));
  if (clients.length === 0 || !clients.every((client) => separationOf(from, client) !== undefined)) return [];
  return [`only ${clients[0]?.side} data is in ${to.name} so far: ask for a store of the ${from.side} side instead`];
}

function asSite(from: Workload, to: Service): Proposal[] {
  const reach = (Object.keys(edgeOf) as Reach[]).find((one) => edgeOf[one] === from.name);
  return reach ? sitesFor(reach, to) : [];
}

function asWatched(from: Workload, to: Service): Proposal[] {
  const watches = from.uses.some(({ peer }) => peer.kind === "watched");
  return watches ? portsOf(to).map((port) => proposal(to, "monitoredPorts", `"${port}"`)) : [];
}

const factories: Readonly<Record<Reach, string>> = { internet: "publicSite", vpn: "vpnSite", lan: "homeSite" };

function sitesFor(reach: Reach, to: Service): Proposal[] {
  return portsOf(to, "TCP").map((port) =>
    proposal(to, "sites", `${factories[reach]}("host-name", { port: "${port}", purpose: "what it is for", probe: "/" })`),
  );
}

function toOutside(stack: Stack, from: Workload, to: Outside): WayOut {
  switch (to) {
    case "internet":
      return {
        proposals: [proposal(from, "uses", `internet(${why}, tcp(443))`)],
        notes: [`who reaches the internet is listed in ${listed}, which wants the line too`],
      };
    case "NAS shares":
      return { proposals: [proposal(from, "uses", `nasShares(${why})`)], notes: [] };
    case "Kubernetes API":
      return {
        proposals: [
          proposal(from, "uses", `kubernetesApi(${why})`),
          proposal(from, "kubernetes", `{ reason: ${why}, rules: [{ groups: [""], resources: ["pods"], verbs: ["list"], why: ${why} }] }`),
        ],
        notes: [`who reaches the Kubernetes API is listed in ${listed}, which wants the line too`],
      };
    case "cluster DNS":
    case "LAN resolver":
      return nothing(
        stack.usesOf(from).length === 0
          ? `${from.name} calls nobody, so it needs no names; the way to a resolver follows from its first use`
          : `${from.name} asks the other resolver: a pod on the NAS that needs no name of the cluster asks the LAN's, all others the cluster's`,
      );
    case "vpn":
    case "lan":
    case "machines":
      return nothing(`the model has no word for connections into the ${to}: only the NAS itself may be called there, as nas-shares`);
  }
}

function fromOutside(from: Outside, to: Workload): WayOut {
  if (!isPortReach(from)) return nothing(`${from} only answers: it opens no connection to a pod`);
  if (to instanceof Job || !(to instanceof Service)) return nothing(`${to.name} is a job: it runs to its end and answers nobody`);
  const hostPorts = portsOf(to).map((port) =>
    proposal(to, "hostPorts", `{ port: "${port}", number: ${to.port(port).number}, from: "${from}", why: ${why} }`),
  );
  if (from === "machines") return { proposals: hostPorts, notes: [] };
  const sites = sitesFor(from, to);
  if (from === "internet") {
    const forbidden = "only the reverse proxies are reached from the internet directly";
    return { forbidden, proposals: sites, notes: [`a site leads through ${edgeOf.internet}`] };
  }
  return {
    proposals: [...sites, ...hostPorts],
    notes: [
      `a site leads through ${edgeOf[from]}; a host port leads there directly`,
      ...(from === "lan" && to.fixedPlace === undefined ? ["a site of the home network wants a fixedPlace of its own beside it"] : []),
    ],
  };
}

const isPortReach = (outside: Outside): outside is PortReach => (portReaches as readonly Outside[]).includes(outside);

function portsOf(service: Service, protocol?: "TCP"): string[] {
  return service.programs.flatMap(({ ports }) =>
    Object.keys(ports).filter((name) => protocol === undefined || ports[name]?.protocol === protocol),
  );
}

function proposal({ name }: Workload, under: string, line: string): Proposal {
  const file = declaredIn(name);
  return { ...(file ? { file } : {}), under, line };
}
