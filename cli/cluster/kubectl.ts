import { spawn } from "node:child_process";
import { Refusal } from "../../charts/config/refusal";
import { printable } from "../text/printable";
import type { ClusterOptions } from "./cluster";

/**
 * Runs the owner's own kubectl on the same cluster, its output on standard error. Manifests are applied by kubectl and
 * by Flux alone, so that each field has one owner.
 * @param input what it reads from its standard input, such as manifests.
 * @throws Refusal when it is not there or fails.
 */
export async function kubectl(args: readonly string[], { kubeconfig, context }: ClusterOptions, input = ""): Promise<void> {
  const target = [...(kubeconfig ? [`--kubeconfig=${kubeconfig}`] : []), ...(context ? [`--context=${context}`] : [])];
  const code = await run([...target, ...args], "pipe", input);
  if (code !== 0) throw refusal(args, `ended with ${code}`, "see its own words above; the same command again goes on from there");
}

/** @throws Refusal when kubectl is not there. */
export async function refuseWithoutKubectl(): Promise<void> {
  await run(["version", "--client"], "ignore");
}

function run(args: readonly string[], output: "ignore" | "pipe", input = ""): Promise<number | string | null> {
  return new Promise((resolve, reject) => {
    const child = spawn("kubectl", args, { stdio: ["pipe", output, output] });
    // Who ends without having read all of it says why himself.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => process.stderr.write(printable(text)));
    const end = () => child.kill();
    // Whoever ends us by a signal to this process alone must not leave it at work.
    process.once("exit", end);
    child.once("error", () => reject(refusal(args, "not on the path", "install kubectl, or run this where it is")));
    child.once("close", (code, signal) => {
      process.off("exit", end);
      resolve(code ?? signal);
    });
  });
}

function refusal(args: readonly string[], value: string, fix: string): Refusal {
  return new Refusal("kubectl", [{ where: args.join(" "), value, allowed: "a kubectl that ends well", fix }]);
}
