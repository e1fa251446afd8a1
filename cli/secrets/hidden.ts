import { load } from "js-yaml";
import { Refusal } from "../../charts/config/refusal";
import { rulesFile } from "./sops-rules";

/**
 * .sops.yaml says too what of a file is encrypted: one word less in a rule, and passwords stand in Git for all to read.
 * @throws Refusal naming the values that an encrypted text shows, and what Flux must read and cannot; no value is in it.
 */
export function refuseWrongParts(file: string, content: object, text: string): void {
  const shown = new Map(textsIn(load(text)));
  const values = textsIn(secretPart(content));
  const secret = new Set(values.map(([path]) => path));
  // Of an empty text sops keeps an empty text.
  const clear = values.filter(([path, value]) => value !== "" && !isHidden(shown.get(path), value)).map(([path]) => path);
  const dark = textsIn(content).filter(([path, value]) => !secret.has(path) && isHidden(shown.get(path), value));
  const faults = [
    ...(clear.length > 0 ? [`one that leaves ${clear.join(", ")} in the clear`] : []),
    ...(dark.length > 0 ? [`one that hides ${dark.map(([path]) => path).join(", ")}, which Flux reads`] : []),
  ];
  if (faults.length === 0) return;
  throw new Refusal(
    rulesFile,
    faults.map((value) => ({
      where: `the rule for ${file}`,
      value,
      allowed:
        "encrypted_regex: ^(data|stringData)$ for secrets/cluster, and no other choice of what is encrypted in any rule; nothing was written",
      fix: `write the rule so, or take the committed version back: git checkout -- ${rulesFile}`,
    })),
  );
}

/** The paths of the values that a file of sops shows to whoever has it. Of an empty text there is nothing to show. */
export function inTheClear(content: object): string[] {
  return textsIn(secretPart(content)).flatMap(([path, text]) => (text === "" || isEncrypted(text) ? [] : [path]));
}

/** Of a Secret its values; of the authority's file all. */
function secretPart(content: object): object {
  const isSecret = "kind" in content || "stringData" in content;
  return Object.fromEntries(
    Object.entries(content).filter(([key]) => (isSecret ? key === "data" || key === "stringData" : key !== "sops")),
  );
}

function isHidden(shown: string | undefined, value: string): boolean {
  return shown !== undefined && shown !== value && isEncrypted(shown);
}

/** As sops writes a value. */
function isEncrypted(text: string): boolean {
  return /^ENC\[AES256_GCM,data:[^\]]*\]$/.test(text);
}

/** Every text, number and truth of a content, by its path. */
function textsIn(content: unknown, path = ""): (readonly [path: string, text: string])[] {
  if (content === null || content === undefined) return [];
  if (typeof content !== "object") return [[path, `${content}`]];
  return Object.entries(content).flatMap(([key, value]) => textsIn(value, path === "" ? key : `${path}.${key}`));
}
