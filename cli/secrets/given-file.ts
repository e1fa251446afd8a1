import { readFileSync, statSync } from "node:fs";
import { readYaml } from "../../charts/config/read-yaml";
import { type Fault, Refusal } from "../../charts/config/refusal";
import type { Config } from "../../charts/config/schema";
import type { SecretEntry } from "../../charts/facts/secrets";
import type { GivenKind } from "../../charts/model/access/given-kind";
import { didYouMean } from "../../charts/values/nearest";
import { refuseOpenMode } from "../keys/private-file";
import { refuseMarks } from "./given/marks";
import { faultOfValue, tidied } from "./given/value";

/** What the owner enters, by credential and key. */
export type Given = (credential: string, key: string) => string | undefined;

/** Kubernetes takes a Secret of 1 MiB, SOPS makes a value a third larger. */
const largestFile = 512 * 1024;

export const nothingGiven: Given = () => undefined;

/**
 * Reads `credential: {key: value}` from a file that nobody else can read.
 * @throws Refusal naming the file's mode, each name that is unknown, and each value that is not what it should be.
 */
export function readGiven(file: string, declared: readonly SecretEntry[], config: Config): Given {
  refuseOpenFile(file);
  const text = readFileSync(file, "utf8");
  refuseMarks(text, file);
  const content = readYaml(text, file, { secret: true }) as Record<string, unknown>;
  const given: Given = (credential, key) => {
    const value = (content[credential] as Record<string, unknown> | undefined)?.[key];
    const kind = kindOf(declared, credential, key);
    return typeof value === "string" && kind ? tidied(value, kind) : undefined;
  };
  const faults = Object.entries(content).flatMap(([credential, keys]) => faultsOf(credential, keys, declared, { config, given }));
  if (faults.length > 0) throw new Refusal(file, faults);
  return given;
}

function refuseOpenFile(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) {
    throw new Refusal(file, [
      {
        where: "",
        value: found ? "no file" : "not there",
        allowed: "a YAML file with secrets",
        fix: "write the lines that mk360 secrets list shows as missing",
      },
    ]);
  }
  if (found.size > largestFile) {
    throw new Refusal(file, [
      {
        where: "its size",
        value: `${found.size} bytes`,
        allowed: `at most ${largestFile} bytes: the cluster takes no secret that is larger`,
        fix: "check that it is the right file",
      },
    ]);
  }
  refuseOpenMode(file, found);
}

function faultsOf(
  credential: string,
  keys: unknown,
  declared: readonly SecretEntry[],
  { config, given }: { readonly config: Config; readonly given: Given },
): Fault[] {
  const names = declared.map(({ name }) => name);
  const entry = declared.find(({ name }) => name === credential);
  if (!entry) return [unknown(credential, names, "a credential of the stack")];
  const wanted = Object.keys(entry.keys).filter((key) => entry.keys[key]?.kind === "given");
  if (keys === null || typeof keys !== "object" || Array.isArray(keys)) {
    return [
      {
        where: credential,
        allowed: `keys with values: ${wanted.join(", ")}`,
        fix: `write ${credential}: and below it, indented, key: value`,
      },
    ];
  }
  return Object.entries(keys).flatMap(([key, value]) => {
    const where = `${credential}.${key}`;
    if (!wanted.includes(key)) return [unknown(where, wanted, wanted.length > 0 ? wanted.join(", ") : "none: mk360 makes every key of it")];
    const kind = kindOf(declared, credential, key);
    const fault = kind && faultOfValue(value, kind, { config, other: (other) => given(credential, other) });
    return fault ? [{ where, ...fault }] : [];
  });
}

function unknown(where: string, known: readonly string[], allowed: string): Fault {
  return {
    where: `${where} (the name before the colon)`,
    allowed,
    fix: didYouMean(where.split(".").pop() ?? where, known) ?? "remove the line; mk360 secrets list shows the names",
  };
}

function kindOf(declared: readonly SecretEntry[], credential: string, key: string): GivenKind | undefined {
  const origin = declared.find(({ name }) => name === credential)?.keys[key];
  return origin?.kind === "given" ? origin.of : undefined;
}
