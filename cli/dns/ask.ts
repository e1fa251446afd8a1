import type { CaaRecord } from "node:dns";
import { Resolver } from "node:dns/promises";

/** A resolver or a name server that is asked. */
export interface Asked {
  /** Who it is, in the middle of a sentence. */
  readonly words: string;
  /** An IPv4 address, with a port where it is not 53. */
  readonly address: string;
}

export type RecordType = "A" | "AAAA" | "CAA";

/** What somebody says to a question: records in the words of a zone file, or why there is no answer. */
export type Answer = { readonly records: readonly string[] } | { readonly silence: string };

/** Milliseconds for the first try; the second waits longer. */
const patience = 2000;

/** Asks one of them alone, whatever this computer asks otherwise. */
export function asking({ address }: Pick<Asked, "address">): (name: string, type: RecordType) => Promise<Answer> {
  const resolver = resolverAt([address]);
  return async (name, type) => {
    try {
      return { records: [...(await recordsOf(resolver, name, type))].sort() };
    } catch (error) {
      const { code = "" } = error as NodeJS.ErrnoException;
      // The name is not there, or has no record of the kind.
      return code === "ENOTFOUND" || code === "ENODATA" ? { records: [] } : { silence: words[code] ?? code };
    }
  };
}

const words: Readonly<Record<string, string>> = {
  ETIMEOUT: "no answer",
  ECONNREFUSED: "nobody listens there",
  EREFUSED: "it refuses to answer",
  ESERVFAIL: "it fails to answer",
};

/** The name servers of a domain, as `others` know them; none where they do not. */
export async function nameServersOf(domain: string, others: readonly string[]): Promise<Asked[]> {
  const resolver = resolverAt(others);
  const names = await resolver.resolveNs(domain).catch(() => []);
  const found = names.sort().map(async (name) => {
    const [address] = await resolver.resolve4(name).catch(() => []);
    return address === undefined ? [] : [{ words: name, address }];
  });
  return (await Promise.all(found)).flat();
}

function resolverAt(addresses: readonly string[]): Resolver {
  const resolver = new Resolver({ timeout: patience, tries: 2 });
  resolver.setServers(addresses);
  return resolver;
}

async function recordsOf(resolver: Resolver, name: string, type: RecordType): Promise<string[]> {
  if (type === "A") return resolver.resolve4(name);
  if (type === "AAAA") return resolver.resolve6(name);
  return (await resolver.resolveCaa(name)).map(wordsOf);
}

function wordsOf({ critical, ...property }: CaaRecord): string {
  const tag = (["issue", "issuewild", "iodef"] as const).find((each) => property[each] !== undefined);
  return tag ? `${critical} ${tag} "${property[tag]}"` : `${critical} ${Object.keys(property).join(" ")}`;
}
