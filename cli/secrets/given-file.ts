import { readFileSync, statSync } from "node:fs";
import { readYaml } from "../../charts/config/read-yaml";
import { type Fault, nearest, Refusal } from "../../charts/config/refusal";
import type { GivenForm } from "../../charts/model/credential";
import type { SecretEntry } from "../../charts/pages/secrets-json";
import { refuseOpenMode } from "./private-file";

/** What the owner enters, by credential and key. */
export type Given = (credential: string, key: string) => string | undefined;

/** Kubernetes takes a Secret of 1 MiB, SOPS makes a value a third larger. */
const largestFile = 512 * 1024;

export const nothingGiven: Given = () => undefined;

/**
 * Reads `credential: {key: value}` from a file that nobody else can read.
 * @throws Refusal naming the file's mode, each name that is unknown, and each value that cannot be right.
 */
export function readGiven(file: string, declared: readonly SecretEntry[]): Given {
  refuseOpenFile(file);
  const content = readYaml(readFileSync(file, "utf8"), file, { secret: true }) as Record<string, unknown>;
  const faults = Object.entries(content).flatMap(([credential, keys]) => faultsOf(credential, keys, declared));
  if (faults.length > 0) throw new Refusal(file, faults);
  return (credential, key) => {
    const value = (content[credential] as Record<string, string> | undefined)?.[key];
    return value === undefined ? undefined : tidied(value, formOf(declared, credential, key) ?? "line");
  };
}

/** A value as it is kept: a line without the space around it, lines with the end of the last. */
export function tidied(value: string, form: GivenForm): string {
  return form === "line" ? value.trim() : `${value.replace(/\r\n/g, "\n").trim()}\n`;
}

/** What is wrong with a value, or undefined. It never repeats the value: that is a secret. */
export function faultOfValue(value: unknown, form: GivenForm): Pick<Fault, "allowed" | "fix"> | undefined {
  if (typeof value !== "string" || value.trim() === "") return { allowed: "a text that is not empty", fix: "put the value in quotes" };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\p{Cs}]/u.test(value))
    return { allowed: "a text without control characters and without half of a character", fix: "copy the value again" };
  if (form === "line" && value.trim().includes("\n"))
    return { allowed: "one line", fix: "copy the value again, without what is around it" };
  if (
    form === "private key" &&
    !/^-----BEGIN ([A-Z]+ )?PRIVATE KEY-----\n[\s\S]+\n-----END ([A-Z]+ )?PRIVATE KEY-----\n$/.test(tidied(value, form))
  ) {
    return {
      allowed: "a private key from its BEGIN line to its END line",
      fix: "take the whole file that ssh-keygen wrote, the one without .pub",
    };
  }
  return undefined;
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

function faultsOf(credential: string, keys: unknown, declared: readonly SecretEntry[]): Fault[] {
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
    const fault = faultOfValue(value, formOf(declared, credential, key) ?? "line");
    return fault ? [{ where, ...fault }] : [];
  });
}

function unknown(where: string, known: readonly string[], allowed: string): Fault {
  const meant = nearest(where.split(".").pop() ?? where, known);
  return {
    where: `${where} (the name before the colon)`,
    allowed,
    fix: meant ? `write ${meant}` : "remove the line; mk360 secrets list shows the names",
  };
}

function formOf(declared: readonly SecretEntry[], credential: string, key: string): GivenForm | undefined {
  const origin = declared.find(({ name }) => name === credential)?.keys[key];
  return origin?.kind === "given" ? origin.form : undefined;
}
