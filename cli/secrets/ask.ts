import { readFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { show } from "../../charts/config/refusal";
import type { Config } from "../../charts/config/schema";
import type { SecretEntry } from "../../charts/facts/secrets";
import type { GivenKind } from "../../charts/model/access/given-kind";
import { endInterrupted } from "../interrupted";
import { terminal } from "../terminal";
import { wayOf } from "./given/kinds";
import { faultOfValue, tidied } from "./given/value";
import type { Surroundings } from "./given/wrong-value";
import type { Given } from "./given-file";
import type { MissingKey } from "./make-credential";

type Ask = (question: string) => Promise<string>;

/**
 * Asks for each missing key, without showing what is typed; an empty answer leaves it for another day. `known` is what is
 * there already, for a value that is judged together with another.
 */
export async function askFor(
  missing: readonly MissingKey[],
  declared: readonly SecretEntry[],
  { before, known, config }: { readonly before: Given; readonly known: Given; readonly config: Config },
): Promise<Given> {
  if (!process.stdin.isTTY || !process.stderr.isTTY || missing.length === 0) return before;
  const answers = new Map<string, string>();
  const all: Given = (credential, key) => answers.get(`${credential} ${key}`) ?? before(credential, key);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  lines.on("SIGINT", () => endInterrupted("SIGINT", " What you typed is not kept; it asks again."));
  // Keeps what is typed or pasted ahead of its question.
  const typed = lines[Symbol.asyncIterator]();
  const ask: Ask = (question) => {
    process.stderr.write(question);
    return typed.next().then(({ value, done }) => (done ? "" : value));
  };
  terminal.say("Only you know what follows. Enter leaves one for later; nothing that you type is shown.");
  for (const { credential, key, what, without } of missing) {
    const origin = declared.find(({ name }) => name === credential)?.keys[key];
    if (origin?.kind !== "given") continue;
    terminal.say(`\n${credential}, ${key}: ${what}. Without it: ${without}.`);
    const other = (companion: string) => all(credential, companion) ?? known(credential, companion);
    const value = await answer(origin.of, { config, other }, ask);
    if (value !== undefined) answers.set(`${credential} ${key}`, value);
  }
  lines.close();
  return all;
}

/** Asks until the answer is what it should be, or is empty. */
async function answer(kind: GivenKind, surroundings: Surroundings, ask: Ask): Promise<string | undefined> {
  const { comes } = wayOf(kind);
  for (;;) {
    const typed = await ask(comes === "typed" ? "value: " : "file that holds it: ");
    process.stderr.write("\n");
    if (typed.trim() === "") return undefined;
    const value = comes === "typed" ? typed : await contentOf(typed, ask);
    const fault = faultOfValue(value, kind, surroundings);
    if (fault === undefined) return tidied(value, kind);
    const found = fault.value === undefined ? "" : `That is ${show(fault.value)}. `;
    terminal.say(`${found}Allowed: ${fault.allowed}. Fix: ${fault.fix}.`);
  }
}

/** What lies in a file, or the text itself where somebody has pasted it in place of a path; it may be secret, so nothing repeats it. */
async function contentOf(typed: string, ask: Ask): Promise<string> {
  if (typed.startsWith("-----BEGIN ")) return pasted(typed, ask);
  try {
    return textOf(readFileSync(typed.trim()));
  } catch (error) {
    terminal.say(
      `No file can be read there (${(error as NodeJS.ErrnoException).code ?? "no path"}), so the line is taken as the text itself.`,
    );
    return typed;
  }
}

async function pasted(first: string, ask: Ask): Promise<string> {
  const lines = [first];
  for (let line = await ask(""); line !== ""; line = await ask("")) {
    lines.push(line);
    if (line.startsWith("-----END ")) break;
  }
  return lines.join("\n");
}

/** A file of DER, such as a PFX, is taken as it is; it begins with a sequence, which no text does. */
function textOf(bytes: Buffer): string {
  return bytes[0] === 0x30 && (bytes[1] ?? 0) >= 0x80 ? bytes.toString("base64") : bytes.toString("utf8");
}
