import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Endpoint } from "../charts/model/network/endpoint";
import { endpoints } from "../charts/services/endpoints";

const folder = join(__dirname, "..", "charts", "services");

/** Names that are written out: the first word of a factory's call, or the name in a list. */
const written = /(?:=\s*[\w.]+|\bservice|\bjob)\(\s*"([a-z0-9-]+)"|\bname: "([a-z0-9-]+)"/g;
/** Names that a factory has from an endpoint. */
const ofEndpoint = /=\s*[\w.]+\(\s*endpoints\.(\w+)/g;
/** Names that are put together, such as that of each service's backup. */
const composed = /\b(?:service|job)\(\s*`([^`]+)`/g;

/** The file that declares a service or a job, below the repository's root; nothing where the sources are not there. */
export function declaredIn(name: string): string | undefined {
  const files = sources();
  const found =
    files.find(({ path }) => path.endsWith(`/${name}.ts`)) ??
    files.find(({ names }) => names.includes(name)) ??
    files.find(({ patterns }) => patterns.some((pattern) => pattern.test(name)));
  if (found) return found.path;
  // What fills a service is declared with it.
  const service = name.replace(/-set-up(-daily)?$/, "");
  return service === name ? undefined : declaredIn(service);
}

/** How a service file names the port of another service. */
export function endpointWords(wanted: Endpoint): string {
  const [key] = [...shared].find(([, known]) => known.is(wanted)) ?? [];
  const { service, namespace, port, name } = wanted;
  return key ? `endpoints.${key}` : `endpoint("${service}", "${namespace}", ${port.protocol.toLowerCase()}(${port.number}), "${name}")`;
}

const shared: ReadonlyMap<string, Endpoint> = new Map(Object.entries(endpoints));

interface Source {
  readonly path: string;
  readonly names: readonly string[];
  readonly patterns: readonly RegExp[];
}

let known: readonly Source[] | undefined;

function sources(): readonly Source[] {
  known ??= read();
  return known;
}

function read(): Source[] {
  return paths()
    .sort()
    .map((path) => {
      const text = readFileSync(join(folder, path), "utf8");
      return {
        path: `charts/services/${path}`,
        names: [
          ...[...text.matchAll(written)].flatMap(([, called, listed]) => called ?? listed ?? []),
          ...[...text.matchAll(ofEndpoint)].flatMap(([, key = ""]) => shared.get(key)?.service ?? []),
        ],
        patterns: [...text.matchAll(composed)].map(
          ([, template = ""]) => new RegExp(`^${template.replaceAll(/\$\{[^}]*\}/g, "[a-z0-9-]+")}$`),
        ),
      };
    });
}

function paths(): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
  } catch {
    return [];
  }
}
