import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { write } from "../../charts/output/publish";
import { kubernetesVersion } from "../kubernetes";
import { manifestsIn, root } from "../manifests";
import type { Judge, Objection } from "../objection";
import { runFor } from "../programs";
import { schemaFolder } from "../schemas/cache";
import { schemaLocation } from "../schemas/convert";

interface Report {
  readonly resources: readonly {
    readonly filename: string;
    readonly kind: string;
    readonly name: string;
    readonly status: string;
    readonly msg: string;
  }[];
  readonly summary: Readonly<Record<"valid" | "invalid" | "errors" | "skipped", number>>;
}

export const kubeconform: Judge = {
  name: "kubeconform",
  programs: ["kubeconform", "kube-apiserver"],
  async judge(programs) {
    const location = schemaLocation(await schemaFolder(dirname(programs("kube-apiserver"))));
    const flags = ["-strict", "-output", "json", "-summary", "-kubernetes-version", kubernetesVersion, "-schema-location", location];
    const judgement = (files: readonly string[]) => runFor([0, 1], programs("kubeconform"), [...flags, ...files]);
    const output = await judgement([...manifestsIn("dist"), ...manifestsIn("generated/flux")]);
    const objections = [...kubeconformObjections(output, root), ...(await unnoticedMistakes(judgement))];
    const { valid, invalid, errors, skipped } = (JSON.parse(output) as Report).summary;
    return { judged: `${valid + invalid + errors + skipped} objects`, objections };
  },
};

/** Objects with one mistake each, which a judge with loose schemas would let pass. */
const mistakes: Readonly<Record<string, object>> = {
  "unknown-field": { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, dta: {} },
  "unknown-field-of-flux": {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name: "a" },
    spec: { interval: "1h", prune: true, sourceRef: { kind: "GitRepository", name: "a" }, prnue: true },
  },
  "unknown-field-of-metadata": { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", lables: {} } },
  "wrong-type": { apiVersion: "v1", kind: "Service", metadata: { name: "a" }, spec: { ports: [{ port: "http" }] } },
};

async function unnoticedMistakes(judgement: (files: readonly string[]) => Promise<string>): Promise<Objection[]> {
  const folder = mkdtempSync(join(tmpdir(), "mk360-mistakes-"));
  try {
    const names = Object.keys(mistakes);
    write(folder, new Map(names.map((name) => [`${name}.json`, JSON.stringify(mistakes[name])])));
    const found = (JSON.parse(await judgement(names.map((name) => join(folder, `${name}.json`)))) as Report).resources;
    const noticed = found.filter(({ status }) => status === "statusInvalid").map(({ filename }) => basename(filename, ".json"));
    return names
      .filter((name) => !noticed.includes(name))
      .map((object) => ({
        judge: "kubeconform",
        rule: "unnoticed-mistake",
        object,
        message: "the schemas let an object with this mistake pass",
      }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What it says before it comes to the point, with a path of the machine. */
const preamble = /^problem validating schema\. Check JSON formatting: jsonschema validation failed with '[^']*' - /;

/** Every object that is not valid, and every one that has no schema. */
export function kubeconformObjections(output: string, within: string): Objection[] {
  return (JSON.parse(output) as Report).resources.map(({ filename, kind, name, status, msg }) => ({
    judge: "kubeconform",
    rule: status,
    object: `${kind} ${name}`.trim() || relative(within, filename),
    message: `${relative(within, filename)}: ${msg.replace(preamble, "")}`,
  }));
}
