import { relative } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { Refusal } from "../../charts/config/refusal";
import { refuseWrongParts } from "./hidden";
import { type Recipients, refuseOthers } from "./recipients";
import { sops } from "./sops";
import { folder } from "./store-files";

/**
 * What sops makes of a content for `file`, for nobody but those who are known, with no value in the clear, and proven to
 * hold it: it is read back before it is kept.
 * @throws Refusal naming a recipient, what is not encrypted, or what came back as something else; no value is in it.
 */
export async function encryptedAndReadBack(file: string, content: object, recipients: Recipients): Promise<string> {
  const text = await sops.encrypt(file, content);
  refuseOthers(relative(folder, file), text, recipients);
  refuseWrongParts(file, content, text);
  const back = await sops.decryptText(file, text);
  const changed = differences(content, back);
  if (changed.length === 0) return text;
  throw new Refusal(
    file,
    changed.map((where) => ({
      where,
      value: "another text when it is read back",
      allowed: "what sops gives back as it was entered; nothing was written",
      fix: "look whether SOPS_BIN, or sops on the path, is the program itself: sops --version",
    })),
  );
}

/** Paths such as `stringData.password` below which the two differ. */
function differences(wanted: unknown, found: unknown, path = ""): string[] {
  if (isDeepStrictEqual(wanted, found)) return [];
  if (!isMapping(wanted) || !isMapping(found)) return [path];
  const keys = [...new Set([...Object.keys(wanted), ...Object.keys(found)])];
  return keys.flatMap((key) => differences(wanted[key], found[key], path === "" ? key : `${path}.${key}`));
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
