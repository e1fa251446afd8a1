import { readFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import type { GivenForm } from "../../charts/model/credential";
import type { SecretEntry } from "../../charts/pages/secrets-json";
import { endInterrupted } from "../interrupted";
import { terminal } from "../terminal";
import { faultOfValue, type Given, tidied } from "./given-file";
import type { MissingKey } from "./make-credential";

/** Asks for each missing key, without showing what is typed; an empty answer leaves it for another day. */
export async function askFor(missing: readonly MissingKey[], declared: readonly SecretEntry[], before: Given): Promise<Given> {
  if (!process.stdin.isTTY || !process.stderr.isTTY || missing.length === 0) return before;
  const answers = new Map<string, string>();
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  lines.on("SIGINT", () => endInterrupted("SIGINT", " What you typed is not kept; it asks again."));
  // Keeps what is typed or pasted ahead of its question.
  const typed = lines[Symbol.asyncIterator]();
  terminal.say("Only you know what follows. Enter leaves one for later; nothing that you type is shown.");
  for (const { credential, key, what, without } of missing) {
    const origin = declared.find(({ name }) => name === credential)?.keys[key];
    const form = origin?.kind === "given" ? origin.form : "line";
    terminal.say(`\n${credential}, ${key}: ${what}. Without it: ${without}.`);
    const value = await answer(form, (question) => {
      process.stderr.write(question);
      return typed.next().then(({ value, done }) => (done ? "" : value));
    });
    if (value !== undefined) answers.set(`${credential} ${key}`, value);
  }
  lines.close();
  return (credential, key) => answers.get(`${credential} ${key}`) ?? before(credential, key);
}

/** Asks until the answer can be right, or is empty. */
async function answer(form: GivenForm, ask: (question: string) => Promise<string>): Promise<string | undefined> {
  for (;;) {
    const typed = await ask(form === "line" ? "value: " : "file that holds it: ");
    process.stderr.write("\n");
    if (typed.trim() === "") return undefined;
    const value = form === "line" ? typed : contentOf(typed.trim());
    if (value === undefined) continue;
    const fault = faultOfValue(value, form);
    if (fault === undefined) return tidied(value, form);
    terminal.say(`Allowed: ${fault.allowed}. Fix: ${fault.fix}.`);
  }
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    terminal.say(`${file}: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}
