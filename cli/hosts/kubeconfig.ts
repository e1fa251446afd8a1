import { load, loadAll } from "js-yaml";
import { Refusal } from "../../charts/config/refusal";
import { writeYaml } from "../../charts/config/write-yaml";

/** Under which the cluster, its user and its context stand among others. */
const name = "mk360";
const lists = ["clusters", "contexts", "users"] as const;

type Entry = Readonly<Record<string, unknown>> & { readonly name?: unknown };
type Kubeconfig = Record<string, unknown>;

/**
 * A kubeconfig with the cluster in it that k3s has written, at the address by which the VPN reaches it; it is the current one
 * then. What else is in `present` stays.
 * @throws Refusal when `file`, whose text that is, is none; nothing of it is repeated, because it may be a key.
 */
export function withCluster(present: string, { ofK3s, server, file }: { ofK3s: string; server: string; file: string }): string {
  const kept = parsed(present, file);
  const [cluster, , user] = lists.map((list) => entries(load(ofK3s) as Kubeconfig, list)[0]);
  const own = {
    clusters: { name, cluster: { ...(cluster?.cluster as object), server } },
    contexts: { name, context: { cluster: name, user: name } },
    users: { name, user: user?.user },
  };
  const merged = lists.map((list) => [list, [...entries(kept, list).filter((entry) => entry.name !== name), own[list]]] as const);
  return writeYaml({ apiVersion: "v1", kind: "Config", ...kept, ...Object.fromEntries(merged), "current-context": name });
}

function entries(config: Kubeconfig, list: (typeof lists)[number]): Entry[] {
  return (config[list] ?? []) as Entry[];
}

function parsed(text: string, file: string): Kubeconfig {
  try {
    // Of an empty file `load` says that it is broken.
    const [found = {}] = loadAll(text);
    if (isKubeconfig(found)) return found;
  } catch {
    // What the parser says quotes the file.
  }
  throw new Refusal(file, [
    {
      where: "",
      value: "not in the form of a kubeconfig",
      allowed: "a kubeconfig, which is left as it is but for the cluster mk360; nothing was written",
      fix: "mend it, or name another file with --to",
    },
  ]);
}

function isKubeconfig(found: unknown): found is Kubeconfig {
  if (typeof found !== "object" || found === null || Array.isArray(found)) return false;
  return lists.every(
    (list) => [undefined, null].includes((found as Kubeconfig)[list] as null) || Array.isArray((found as Kubeconfig)[list]),
  );
}
