import { existsSync } from "node:fs";
import { join } from "node:path";
import { controlPlanePrograms } from "../api/control-plane";
import { onlyIfThere, onPath } from "../support/real";

/** What a cluster that follows Git is made of here; a missing program has no path. */
export function fluxPrograms() {
  const named = (variable: string) => onlyIfThere(process.env[variable] ?? "");
  return {
    ...controlPlanePrograms(),
    "definitions of Flux's kinds": onlyIfThere(join(process.env.KUBEBUILDER_ASSETS ?? "", "crds")),
    "kustomize-controller": named("KUSTOMIZE_CONTROLLER_BIN"),
    sops: named("SOPS_BIN"),
    git: onPath("git"),
    tar: onPath("tar"),
  };
}

/** The path of one of them. */
export function programOf(name: keyof ReturnType<typeof fluxPrograms>): string {
  const file = fluxPrograms()[name];
  if (!file || !existsSync(file)) throw new Error(`there is no ${name}`);
  return file;
}
