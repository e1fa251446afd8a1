import type { SecretEntry } from "../../charts/facts/secrets";
import type { VisibleCredential } from "./visible";

/** What secrets/ lacks of a declared credential. */
export interface Gap {
  /** Those that lack it. */
  readonly namespaces: readonly string[];
  /** What they lack; every key where there is no file, or none that can be read. */
  readonly keys: readonly string[];
  readonly what: string;
  /** Who gives it: init makes or asks for it, or Git has it. */
  readonly step: "init" | "git";
  /** The next step. */
  readonly fix: string;
}

type Declared = Pick<SecretEntry, "keys" | "namespaces">;

/** Holds what the files show against what is declared; nothing is missing where the list is empty. */
export function gapsOf(entry: Declared, found: VisibleCredential | undefined): Gap[] {
  const keys = Object.keys(entry.keys);
  const files = entry.namespaces.flatMap((namespace) => {
    const file = found?.files.get(namespace);
    return file ? [{ namespace, ...file }] : [];
  });
  const without = entry.namespaces.filter((namespace) => !found?.files.has(namespace));
  const init = initFix(entry, found);
  return [
    ...(without.length > 0
      ? [{ namespaces: without, keys, what: `missing in ${without.join(", ")}`, step: "init" as const, fix: init }]
      : []),
    ...files.flatMap(({ namespace, path, keys: present }): Gap[] => {
      if (present === undefined)
        return [{ namespaces: [namespace], keys, what: `${path} is not the Secret that sops has written there`, ...takeBack(path) }];
      const lacking = keys.filter((key) => !present.includes(key));
      if (lacking.length === 0) return [];
      // A credential is one value everywhere, so a key that another namespace has was taken out of this file.
      const wasThere = lacking.some((key) => held(found, key));
      return [
        {
          namespaces: [namespace],
          keys: lacking,
          what: `${path} has no ${lacking.join(", ")}`,
          ...(wasThere ? takeBack(path) : { step: "init", fix: init }),
        },
      ];
    }),
  ];
}

/** Keys that only the owner knows and that no file holds, with what to enter. */
export function openKeys({ keys }: Pick<SecretEntry, "keys">, found: VisibleCredential | undefined): { key: string; what: string }[] {
  return Object.entries(keys).flatMap(([key, origin]) =>
    origin.kind === "given" && !held(found, key) ? [{ key, what: origin.what }] : [],
  );
}

function initFix(entry: Declared, found: VisibleCredential | undefined): string {
  const open = openKeys(entry, found).map(({ key, what }) => `${key}, ${what}`);
  return open.length === 0 ? "mk360 secrets init" : `mk360 secrets init, which needs from you: ${open.join("; ")}`;
}

function held(found: VisibleCredential | undefined, key: string): boolean {
  return [...(found?.files.values() ?? [])].some(({ keys }) => keys?.includes(key));
}

function takeBack(path: string): Pick<Gap, "step" | "fix"> {
  return { step: "git", fix: `take the committed version back: git checkout -- ${path}` };
}
