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
export async function kubectl(args: readonly string[], where: ClusterOptions, input = ""): Promise<void> {
  const code = await run([...target(where), ...args], "pipe", input);
  if (code !== 0) throw refusal(args, `ended with ${code}`, "see its own words above; the same command again goes on from there");
}

/**
 * What a program in a container prints on its standard output; its other words go to standard error.
 * @param program such as "deployment/n8n" in `namespace`, and its container.
 * @throws Refusal when it is not there or fails.
 */
export async function inContainer(
  { namespace, program, container }: { readonly namespace: string; readonly program: string; readonly container: string },
  words: readonly string[],
  where: ClusterOptions,
): Promise<string> {
  const args = ["exec", `--namespace=${namespace}`, program, `--container=${container}`, "--", ...words];
  let printed = "";
  const code = await run([...target(where), ...args], "pipe", "", (text) => (printed += text));
  if (code !== 0) throw refusal(args, `ended with ${code}`, "see its own words above; mk360 status says how the program is");
  return printed;
}

/**
 * What a container of a job's pod has printed, both its outputs together.
 * @throws Refusal when there is no such container any more.
 */
export async function printedBy(
  { namespace, job, container }: { readonly namespace: string; readonly job: string; readonly container: string },
  where: ClusterOptions,
): Promise<string> {
  const args = ["logs", `--namespace=${namespace}`, `job/${job}`, `--container=${container}`];
  let printed = "";
  const code = await run([...target(where), ...args], "pipe", "", (text) => (printed += text));
  if (code !== 0) throw refusal(args, `ended with ${code}`, "see its own words above");
  return printed;
}

/** @throws Refusal when kubectl is not there. */
export async function refuseWithoutKubectl(): Promise<void> {
  await run(["version", "--client"], "ignore");
}

const target = ({ kubeconfig, context }: ClusterOptions): string[] => [
  ...(kubeconfig ? [`--kubeconfig=${kubeconfig}`] : []),
  ...(context ? [`--context=${context}`] : []),
];

const repeat = (text: string): void => void process.stderr.write(printable(text));

/** @param hears what stands on its standard output. Default: it is said on standard error, as all else is. */
function run(args: readonly string[], output: "ignore" | "pipe", input = "", hears = repeat): Promise<number | string | null> {
  return new Promise((resolve, reject) => {
    const child = spawn("kubectl", args, { stdio: ["pipe", output, output] });
    // Who ends without having read all of it says why himself.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
    child.stdout?.setEncoding("utf8").on("data", hears);
    child.stderr?.setEncoding("utf8").on("data", repeat);
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
