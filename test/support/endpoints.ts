import { type Container, containersOf, ofKind, type Pod, podsOf } from "./pods";
import type { DistObject } from "./stack";

/** An address that a text of a pod names: what the pod's program will connect to. */
export interface Endpoint {
  readonly pod: Pod;
  /** A name or an address, as it is written. */
  readonly host: string;
  readonly port: number;
  /** The variable, the file or the argument that names it. */
  readonly where: string;
}

type Found = Omit<Endpoint, "pod" | "where">;

interface Text {
  readonly where: string;
  readonly text: string;
}

/** A text that stands in no object of dist: what a Secret will hold, or what the owner enters into a program. */
export interface Beside extends Text {
  readonly isReadBy: (pod: Pod) => boolean;
}

/** Ports that a text leaves out, because scheme or variable means them. */
const schemePorts: Readonly<Record<string, number>> = { http: 80, https: 443, sftp: 22, redis: 6379, mongodb: 27017, postgresql: 5432 };
const variablePorts: Readonly<Record<string, number>> = { PGHOST: 5432 };

const host = String.raw`(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]|\d{1,3}(?:\.\d{1,3}){3}`;
const withPort = new RegExp(String.raw`(?<![\w.-])(${host}):(\d{2,5})(?![\w.:])`, "gi");
const withScheme = new RegExp(String.raw`\b([a-z][a-z0-9]*)://(?:[^\s/@"'\x60]*@)?(${host})(?![\w.:-])`, "gi");
const asFields = new RegExp(
  String.raw`(?:^|[\s"'])(?:host|hostname|serverAddr|localIP)[ \t]*[=: ][ \t]*"?(${host})"?\s+(?:server|local)?port[ \t]*[=: ][ \t]*(\d+)`,
  "gim",
);
const alone = new RegExp(`^(?:[a-z]+://)?(${host})$`, "i");
const inCluster = /(?<![\w.-])(?:[a-z0-9-]+\.){2}svc\.cluster\.local(?![\w.-])/g;

/**
 * Where requests to 10.43.0.1:443 end, the address that Kubernetes gives to every pod: policies see the API server's own
 * (topology.md, k3s).
 */
const apiServer: Found = { host: "10.77.0.1", port: 6443 };

/** Every address with a port in the variables, arguments and files of every pod; a Caddyfile gives its upstreams, a token the API server. */
export function endpointsOf(objects: readonly DistObject[], beside: readonly Beside[] = []): Endpoint[] {
  return podsOf(objects).flatMap((pod) => {
    const files = filesOf(objects, pod);
    const others = beside.filter(({ isReadBy }) => isReadBy(pod));
    const texts = [...wordsOf(pod), ...files.filter(({ where }) => !isCaddyfile(where)), ...others];
    const found = [
      ...texts.flatMap(({ where, text }) => addressesIn(text).map((address) => ({ ...address, where }))),
      ...containersOf(pod).flatMap((container) => hostVariables(container, files)),
      ...files.filter(({ where }) => isCaddyfile(where)).flatMap(({ where, text }) => upstreamsIn(text).map((up) => ({ ...up, where }))),
      ...(pod.spec.automountServiceAccountToken ? [{ ...apiServer, where: "its token" }] : []),
    ];
    return [...new Map(found.map((one) => [`${one.where} ${one.host} ${one.port}`, { pod, ...one }])).values()];
  });
}

/** The ports that a tunnel opens at its other end, where others call them. */
export function tunnelsOf(objects: readonly DistObject[]): Endpoint[] {
  return podsOf(objects).flatMap((pod) =>
    filesOf(objects, pod).flatMap(({ where, text }) => {
      const [, host] = /^serverAddr = "(.*)"$/m.exec(text) ?? [];
      return host ? [...text.matchAll(/^remotePort = (\d+)$/gm)].map(([, port]) => ({ pod, where, host, port: Number(port) })) : [];
    }),
  );
}

/** Every full name of a Service that a pod's texts hold, with a port or without. */
export function namesOf(objects: readonly DistObject[]): { readonly pod: Pod; readonly host: string }[] {
  return podsOf(objects).flatMap((pod) => {
    const texts = [...wordsOf(pod), ...filesOf(objects, pod)];
    return [...new Set(texts.flatMap(({ text }) => text.match(inCluster) ?? []))].map((name) => ({ pod, host: name }));
  });
}

/** The names that each Caddyfile serves over HTTPS, with the pod that reads it. */
export function sitesOf(objects: readonly DistObject[]): ReadonlyMap<string, readonly Pod[]> {
  const sites = new Map<string, Pod[]>();
  for (const pod of podsOf(objects)) {
    for (const { where, text } of filesOf(objects, pod)) {
      if (!isCaddyfile(where)) continue;
      for (const [, name = ""] of text.matchAll(/^([a-z0-9.-]+\.[a-z]+) \{$/gm)) sites.set(name, [...(sites.get(name) ?? []), pod]);
    }
  }
  return sites;
}

/** The addresses that stand in a text: `host:port`, a URL whose scheme means the port, or a host and a port in fields of their own. */
export function addressesIn(text: string): Found[] {
  const found = [
    ...[...text.matchAll(withPort)].map(([, name = "", port]) => ({ host: name, port: Number(port) })),
    ...[...text.matchAll(withScheme)].flatMap(([, scheme = "", name = ""]) => {
      const port = schemePorts[scheme.toLowerCase()];
      return port ? [{ host: name, port }] : [];
    }),
    ...[...text.matchAll(asFields)].map(([, name = "", port]) => ({ host: name, port: Number(port) })),
  ];
  return found.filter(({ host: name }) => name !== "0.0.0.0");
}

/** The upstreams of a Caddyfile; a line that names none in a way that is known here is an error, not silence. */
export function upstreamsIn(caddyfile: string): Found[] {
  return [...caddyfile.matchAll(/^\s*(?:reverse_proxy|forward_auth|to)\b(.*)$/gm)].flatMap(([line, rest = ""]) => {
    const found = addressesIn(rest);
    const named = rest.split(/\s+/).filter((word) => word && word !== "{" && !/^[@*/]/.test(word));
    if (found.length === 0 || found.length !== named.length) throw new Error(`upstreams that are not read: ${line.trim()}`);
    return found;
  });
}

/** Variables that hold a host alone; its port is another variable's, or stands in the script that reads the host. */
function hostVariables({ env = [] }: Container, files: readonly Text[]): (Found & Pick<Endpoint, "where">)[] {
  const values = new Map(env.map(({ name, value }) => [name, value]));
  return env.flatMap(({ name: variable, value = "" }) => {
    const [, name] = alone.exec(value) ?? [];
    if (!name || !variable.endsWith("HOST")) return [];
    const partner = variable.replace(/HOST$/, "PORT");
    const port = Number(values.get(partner) ?? portInScripts(variable, partner, files) ?? variablePorts[variable]);
    if (!port) throw new Error(`${variable}=${value}: no port is found`);
    return [{ host: name, port, where: variable }];
  });
}

function portInScripts(variable: string, partner: string, files: readonly Text[]): string | undefined {
  const byDefault = new RegExp(String.raw`\$\{${partner}:-(\d+)\}`);
  const behind = new RegExp(String.raw`\b${variable}\W{1,4}(\d{2,5})\b`);
  for (const { text } of files) {
    const [, port] = byDefault.exec(text) ?? behind.exec(text) ?? [];
    if (port) return port;
  }
  return undefined;
}

/** Whether a host is written as a number, which nobody looks up. */
export const isAddress = (host: string): boolean => /^[\d.]+$/.test(host);

const isCaddyfile = (where: string): boolean => where.endsWith("/Caddyfile");

function wordsOf(pod: Pod): Text[] {
  return containersOf(pod).flatMap(({ name, env = [], command = [], args = [] }) => [
    ...env.map(({ name: variable, value = "" }) => ({ where: variable, text: value })),
    { where: `the arguments of ${name}`, text: [...command, ...args].join("\n") },
  ]);
}

/** What a set-up enters into a service: that one calls the addresses in it, and `Beside` has them as its own. */
const isHandedOn = /-set-up(-daily)?-content$/;

function filesOf(objects: readonly DistObject[], { namespace, spec }: Pod): Text[] {
  const mounted = new Set((spec.volumes ?? []).flatMap(({ configMap }) => configMap?.name ?? []));
  return ofKind(objects, "ConfigMap")
    .filter(({ metadata }) => metadata.namespace === namespace && mounted.has(metadata.name) && !isHandedOn.test(metadata.name))
    .flatMap(({ metadata, data }) =>
      Object.entries(data as Record<string, string>).map(([file, text]) => ({ where: `${metadata.name}/${file}`, text })),
    );
}
