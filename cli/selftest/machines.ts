import { load } from "js-yaml";
import { Refusal } from "../../charts/config/refusal";

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

/** What generated/hosts says of the node that one machine is. */
export interface MachineSettings {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  /** The version of k3s that the settings are made for. */
  readonly version: string;
}

interface K3sFile {
  readonly "node-name"?: unknown;
  readonly "node-label"?: readonly string[];
  readonly "node-taint"?: readonly string[];
}

/**
 * The machines, read from the settings of k3s that were copied there; `texts` are the files of generated/hosts.
 * @throws Refusal when there are none, or one of them cannot be read.
 */
export function machinesIn(texts: ReadonlyMap<string, string>): MachineSettings[] {
  const files = [...texts].filter(([path]) => path.endsWith("/etc/rancher/k3s/config.yaml"));
  if (files.length === 0) throw refusal("", "without settings of k3s");
  return files.map(([path, text]) => {
    const [, version] = /^# .* for k3s (v\S+)\. /.exec(text) ?? [];
    const file = settingsIn(text);
    if (version === undefined || typeof file?.["node-name"] !== "string") throw refusal(`/${path}`, "not as npm run synth writes it");
    const labels = Object.fromEntries((file["node-label"] ?? []).map((label) => label.split("=", 2) as [string, string]));
    return { name: file["node-name"], labels, taints: (file["node-taint"] ?? []).map(taintOf), version };
  });
}

function settingsIn(text: string): K3sFile | undefined {
  try {
    return load(text, { maxAliases: 0 }) as K3sFile;
  } catch {
    return undefined;
  }
}

/** `key=value:effect`, as k3s takes it. */
function taintOf(text: string): Taint {
  const [, key = "", value, effect = ""] = /^([^=:]+)(?:=([^:]*))?:(\w+)$/.exec(text) ?? [];
  return { key, ...(value === undefined ? {} : { value }), effect };
}

function refusal(path: string, value: string): Refusal {
  const allowed = "the settings of k3s with which the machines were set up";
  return new Refusal(`generated/hosts${path}`, [
    { where: "", value, allowed, fix: "run the command in the folder of config.yaml; npm run synth writes them there" },
  ]);
}
