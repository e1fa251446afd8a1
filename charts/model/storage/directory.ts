import type { Config } from "../../config/schema";
import type { Storage } from "./storage";
import type { Volume } from "./volume";

/** Where a volume lies that k3s does not make: its directory is there before it. */
export type Directory =
  | { readonly kind: "nfs"; readonly server: string; readonly path: string }
  | { readonly kind: "local"; readonly path: string };

/** The directory of a claim on a further disk or a share; undefined where k3s makes one. */
export function directoryOf(
  { machines: { nas } }: Config,
  { kind, path }: Storage,
  claim: { readonly namespace: string; readonly name: string },
  { share }: Pick<Volume, "share">,
): Directory | undefined {
  if (kind === "own disk") return undefined;
  if (kind === "further disk") return { kind: "local", path: `${path}/${claim.namespace}/${claim.name}` };
  const at = share ? nas.paths[share] : "";
  return nas.bulk.kind === "nfs" ? { kind: "nfs", server: nas.bulk.server, path: at } : { kind: "local", path: at };
}

/** The directory in one text, for the lock and for people. */
export function placeOf(directory: Directory): string {
  return directory.kind === "nfs" ? `${directory.server}:${directory.path}` : directory.path;
}
