import { existsSync } from "node:fs";
import type { RequestOptions } from "node:https";
import { homedir } from "node:os";
import { join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import { type Fault, nearest, Refusal } from "../../charts/config/refusal";
import { refusalOfSystem } from "../../charts/config/system-fault";

/** Where Kubernetes leaves the credentials of a pod. */
const podToken = "/var/run/secrets/kubernetes.io/serviceaccount/token";
const tryKubectl = "try `kubectl get nodes` with the same file; k3s writes one to /etc/rancher/k3s/k3s.yaml";

/**
 * The kubeconfig `file`, or the one that kubectl would take.
 * @throws Refusal when it is not there or is none; nothing of its content is repeated, because that may be a token.
 */
export function loadKubeconfig(file: string | undefined): KubeConfig {
  if (file === undefined && !process.env.KUBECONFIG) refuseWithoutDefault();
  const config = new KubeConfig();
  try {
    if (file === undefined) config.loadFromDefault();
    else config.loadFromFile(file);
  } catch (error) {
    throw unusable(error, file, "not in the form of a kubeconfig");
  }
  return config;
}

/** @throws Refusal when the file has no such context. */
export function chooseContext(config: KubeConfig, context: string, file: string | undefined): void {
  const names = config.getContexts().map(({ name }) => name);
  if (!names.includes(context)) {
    const meant = nearest(context, names);
    throw refusal(file, {
      where: "context",
      value: context,
      allowed: names.join(", ") || "a context of the file, which has none",
      fix: meant === undefined ? "name one of these with --context" : `did you mean ${meant}? Name it with --context`,
    });
  }
  config.setCurrentContext(context);
}

export function noCluster(config: KubeConfig, file: string | undefined): Refusal {
  const names = config.getContexts().map(({ name }) => name);
  return refusal(file, {
    where: "current-context",
    value: config.getCurrentContext(),
    allowed: names.length > 0 ? `one of ${names.join(", ")}` : "a context of the file, which has none",
    fix: "name one with --context, or point KUBECONFIG to the cluster's file (k3s writes /etc/rancher/k3s/k3s.yaml)",
  });
}

/**
 * How the kubeconfig wants its server to be called: certificates, tokens, a proxy.
 * @throws Refusal when they cannot be had.
 */
export async function requestOptions(config: KubeConfig, file: string | undefined): Promise<RequestOptions> {
  const options: RequestOptions = {};
  try {
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    throw unusable(error, file, "one whose credentials cannot be had");
  }
  return options;
}

/** Without one the library would call a server on this machine that nobody has named. */
function refuseWithoutDefault(): void {
  const place = join(homedir(), ".kube/config");
  if (existsSync(place) || existsSync(podToken)) return;
  throw new Refusal("~/.kube/config", [
    {
      where: "",
      value: "not there",
      allowed: "the kubeconfig of the cluster",
      fix: "copy /etc/rancher/k3s/k3s.yaml of the server there and write the server's address into it, or name another file with --kubeconfig or KUBECONFIG",
    },
  ]);
}

function unusable(error: unknown, file: string | undefined, otherwise: string): Refusal {
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" && path !== undefined) {
    const allowed = "a kubeconfig, or the file or program that one names";
    const fix = "mend the path, or name another kubeconfig with --kubeconfig or KUBECONFIG";
    return new Refusal(path, [{ where: "", value: "not there", allowed, fix }]);
  }
  const ofSystem = refusalOfSystem(error, nameOf(file));
  if (ofSystem) return ofSystem;
  const { where = "", value } = placeOf(error) ?? { value: otherwise };
  return refusal(file, { where, value, allowed: "a kubeconfig that kubectl can use", fix: tryKubectl });
}

/** What the library complains of, when that can be said without a word of the file's content. */
function placeOf(error: unknown): { readonly where?: string; readonly value: string } | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === "YAMLException") {
    const { reason, mark } = error as { reason?: string; mark?: { line: number } };
    // Behind these the parser quotes what it found.
    const words = (reason ?? "").replace(/\s*["<!:].*$/s, "");
    return { where: mark ? `line ${mark.line + 1}` : "", value: words || "no YAML" };
  }
  const [missing] = /^(clusters|users|contexts)\[\d+\]\.[a-z.]+(?= is missing$)/.exec(error.message) ?? [];
  if (missing) return { where: missing, value: "not there" };
  if (error.message.startsWith("HTTP protocol is not allowed"))
    return { where: "the cluster's server", value: "an address with http://, over which everybody could read along" };
  return undefined;
}

function refusal(file: string | undefined, fault: Fault): Refusal {
  return new Refusal(nameOf(file), [fault]);
}

function nameOf(file: string | undefined): string {
  return file ?? (process.env.KUBECONFIG || "~/.kube/config");
}
