import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { partOf } from "../../charts/kit/labels";
import { type KubeObject, yamlOf } from "../../charts/kit/manifest";
import type { Stack } from "../../charts/model/stack";
import { type Tree, write } from "../../charts/output/publish";
import { programOf } from "./programs";

/** The key that opens SOPS files, and the name of its lock. */
export interface AgeKey {
  readonly identity: string;
  readonly recipient: string;
}

export function newAgeKey(): AgeKey {
  return JSON.parse(execFileSync(process.execPath, [join(__dirname, "age-key.mjs")], { encoding: "utf8" })) as AgeKey;
}

/** A Secret with its values in the clear, as the tests expect it in the cluster. */
export interface ClearSecret extends KubeObject {
  readonly stringData: Readonly<Record<string, string>>;
}

/** Every Secret that a stack needs, one in each namespace that reads it, with values that tell them apart. */
export function secretsOf(stack: Stack): ClearSecret[] {
  return [...stack.credentials].flatMap(([{ name, keys }, namespaces]) =>
    namespaces.map((namespace) => ({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name, namespace, labels: partOf },
      stringData: Object.fromEntries(Object.keys(keys).map((key) => [key, `${key} of ${name}`])),
    })),
  );
}

export function pathOfSecret({ metadata }: KubeObject): string {
  return `secrets/cluster/${metadata.namespace}/${metadata.name}.yaml`;
}

/** Files as the real sops encrypts them. Whoever looks sees kind, name and keys, and no value. */
export async function encrypted(secrets: readonly ClearSecret[], { recipient }: AgeKey, scratch: string): Promise<Tree> {
  const clear = new Map(secrets.map((secret) => [pathOfSecret(secret), yamlOf([secret])]));
  mkdirSync(scratch, { recursive: true });
  try {
    write(scratch, clear);
    const waiting = [...clear.keys()];
    const worker = async () => {
      for (let path = waiting.pop(); path; path = waiting.pop()) await encrypt(join(scratch, path), recipient, scratch);
    };
    await Promise.all([worker(), worker()]);
    return new Map([...clear.keys()].map((path) => [path, readFileSync(join(scratch, path), "utf8")]));
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function encrypt(file: string, recipient: string, home: string): Promise<unknown> {
  const words = ["encrypt", "--age", recipient, "--encrypted-regex", "^(data|stringData)$", "--in-place", file];
  return promisify(execFile)(programOf("sops"), words, { cwd: home, env: { HOME: home } });
}
