import { spawn } from "node:child_process";
import { Refusal } from "../../charts/config/refusal";
import type { ClusterOptions } from "./cluster";

/**
 * Runs the owner's own kubectl on the same cluster, its output on standard error. Manifests are applied by kubectl and
 * by Flux alone, so that each field has one owner.
 * @throws Refusal when it is not there or fails.
 */
export function kubectl(args: readonly string[], { kubeconfig, context }: ClusterOptions): Promise<void> {
  const target = [...(kubeconfig ? ["--kubeconfig", kubeconfig] : []), ...(context ? ["--context", context] : [])];
  return new Promise((resolve, reject) => {
    const child = spawn("kubectl", [...target, ...args], { stdio: ["ignore", 2, 2] });
    child.once("error", () => reject(refusal(args, "kubectl is not on the path", "install kubectl, or run it where it is")));
    child.once("close", (code) => {
      if (code === 0) resolve();
      else reject(refusal(args, `kubectl ended with ${code}`, "see its own words above; the same command again goes on"));
    });
  });
}

function refusal(args: readonly string[], value: string, fix: string): Refusal {
  return new Refusal("kubectl", [{ where: args.join(" "), value, allowed: "a kubectl that ends well", fix }]);
}
