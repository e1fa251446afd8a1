import { watched } from "../../backup/watched";
import {
  type Config,
  type Context,
  type Credential,
  type CredentialKey,
  calls,
  capped,
  days,
  edgeOf,
  hours,
  images,
  internalAuthority,
  type Job,
  type JobProps,
  job,
  Mistake,
  machineNamed,
  machinesOf,
  mebi,
  memory,
  milli,
  noticeDays,
  ownLifetime,
  type Reach,
  Schedule,
  type Service,
  secretPath,
  shortestPublicLifetime,
  type Use,
  user,
  whereRunning,
} from "../../vocabulary";
import certificates from "./certificates.mjs";

/** What every look at certificates has in common. */
const look = {
  phase: 1,
  image: images.node,
  runsAs: user(1000),
  command: ["node", "/scripts/certificates.mjs"],
  files: { "/scripts/certificates.mjs": certificates },
  memory: memory(mebi(48), mebi(96), "Node that reads a few certificates; the heap ends at 32 MB"),
  cpu: capped(milli(20), milli(500), "it has the whole day"),
  schedule: Schedule.daily("06:40"),
  endsWithin: hours(1),
  watch: watched(),
} as const satisfies Partial<JobProps>;
const authority = internalAuthority.file("ca.crt");
const env = { NODE_OPTIONS: "--max-old-space-size=32", HOME: "/tmp" };

/**
 * Looks every day when certificates end that Uptime Kuma cannot see: those of our own authority, each where it lies
 * anyway, so that no key comes into another namespace; and those of the sites behind the VPN and in the home network.
 */
export function certificateJobs(running: readonly Service[], config: Config): Job[] {
  return [...ownCertificates(running, config), ...hiddenSites(running)];
}

function ownCertificates(running: readonly Service[], config: Config): Job[] {
  const places = new Map<string, { readonly holder: Service; readonly keys: Map<string, CredentialKey> }>();
  const machines = machinesOf(config);
  // Certificates never follow from what clients ask for, so what is known before the jobs are is enough.
  const context: Context = {
    config,
    machines,
    hostName: (site) => site,
    runs: (name) => running.some((each) => each.name === name),
    machineWith: (name) => machineNamed(machines, running.find((each) => each.name === name)?.machine ?? `of ${name}`),
    routes: [],
    grants: () => [],
    monitoring: () => {
      throw new Mistake("a certificate follows from what is watched, and the jobs that watch are not known yet; name it by itself");
    },
    pushTokens: () => [],
  };
  for (const holder of running) {
    for (const key of certificatesOf(holder, context)) {
      const place = `${holder.namespace.name} ${holder.machine}`;
      const known = places.get(place) ?? { holder, keys: new Map([[secretPath(authority), authority]]) };
      known.keys.set(secretPath(key), key);
      places.set(place, known);
    }
  }
  return [...places.values()].map(({ holder: { network, podSecurity, machine, namespace }, keys }) =>
    job(`certificates-${namespace.name}${onFurther(machine, config)}`, {
      ...look,
      does: `Looks when the certificates of our own authority in ${namespace.name} end.`,
      network,
      podSecurity,
      machine,
      env: { ...env, CERTIFICATES: [...keys.keys()].sort().join("\n"), CERTIFICATE_DAYS: inDays(ownLifetime.warning) },
      secrets: [...keys.values()],
    }),
  );
}

/** What the owner moves to another machine leaves its neighbours behind, whose look keeps its name. */
function onFurther(machine: string, { machines: { further } }: Config): string {
  return Object.hasOwn(further, machine) ? `-on-${machine}` : "";
}

/** The certificates in the credentials that a service reads, whichever of their keys it reads. */
function certificatesOf(service: Service, context: Context): CredentialKey[] {
  const ofUses = service.uses.flatMap(({ secrets = [] }) => secrets);
  const read = [...ofUses, ...service.programs.flatMap((program) => program.credentialKeys(context))];
  const credentials = [...new Set(read.map(({ credential }) => credential))];
  return credentials.flatMap((credential) => certificateKeysOf(credential).map((key) => credential.file(key)));
}

function certificateKeysOf({ keys }: Credential): string[] {
  return Object.entries(keys).flatMap(([key, origin]) => (origin.kind === "certificate" && origin.part === "certificate" ? [key] : []));
}

/** The proxies whose sites nobody outside sees. */
const hidden = ["vpn", "lan"] as const satisfies readonly Reach[];

function hiddenSites(running: readonly Service[]): Job[] {
  const proxies = running.filter(({ name }) => hidden.some((reach) => edgeOf[reach] === name));
  const reaches = hidden.filter((reach) => proxies.some(({ name }) => name === edgeOf[reach]));
  const some = running.some(({ sites }) => sites.some((site) => site.reaches.some((each) => reaches.some((one) => one === each))));
  if (!some) return [];
  return [
    job("certificates-of-sites", {
      ...look,
      does: "Looks when the certificates of the sites behind the VPN and in the home network end.",
      network: "edge",
      machine: "vps",
      env: {
        ...env,
        SITES: ({ routes }) =>
          routes.flatMap(({ host, reach }) => (reach === "internet" ? [] : [`${host}@${addressOf(proxies, reach)}`])).join("\n"),
        SITE_DAYS: `${noticeDays(shortestPublicLifetime)[0]}`,
      },
      uses: proxies.map((proxy): Use => whereRunning(calls(proxy.endpoint("https"), "looks at the certificates that it shows"))),
    }),
  ];
}

function addressOf(proxies: readonly Service[], reach: Reach): string {
  const proxy = proxies.find(({ name }) => name === edgeOf[reach]);
  return proxy?.endpoint("https").address ?? "";
}

const inDays = ({ seconds }: { readonly seconds: number }) => `${seconds / days(1).seconds}`;
