import { type SpawnOptionsWithoutStdio, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Refusal } from "../../charts/config/refusal";
import { ageKeyFile, faultOfKeyFile } from "../keys/age-key";
import { rulesFile } from "./sops-rules";

const program = () => process.env.SOPS_BIN || "sops";

const brokenRules = /error loading config/i;
const wrongKey = /no identity matched|failed to get the data key|failed to load age identities|incorrect identity|permission denied/i;

/** What sops says, and the way out. */
const reasons: readonly (readonly [said: RegExp, allowed: string, fix: (file: string) => string])[] = [
  [
    /MAC mismatch|message authentication failed|could not decrypt value|error decrypting tree/i,
    "the file as sops wrote it, every value untouched",
    (file) => `take the committed version back: git checkout -- ${file}; edit it with sops alone`,
  ],
  [
    wrongKey,
    "an age key that the file was encrypted for",
    () => `bring the right key to ${ageKeyFile()}, or point SOPS_AGE_KEY_FILE to it`,
  ],
  [brokenRules, "rules that sops can read", takeRulesBack],
  [/no matching creation rules/i, `a file that a rule of ${rulesFile} is for`, takeRulesBack],
  [/metadata not found|unmarshal|yaml:/i, "a file that sops has encrypted", takeBack],
];

function takeRulesBack(): string {
  return `${takeBack(rulesFile)}; before the first secret is made, remove it and run mk360 secrets init`;
}

function takeBack(file: string): string {
  return `take the committed version back: git checkout -- ${file}`;
}

/** The real sops program: texts reach it and leave it through pipes, never through the disk or a command line. */
export const sops = {
  /** @throws Refusal when the program is not there. */
  check: async (): Promise<void> => void (await run("sops", ["--version", "--disable-version-check"])),
  /**
   * Encrypts by the rules of .sops.yaml for the place where the text will lie. It goes in as JSON, because a text has one
   * reading there, and comes out as YAML.
   */
  encrypt: (file: string, content: object): Promise<string> =>
    run(
      file,
      ["--config", rulesFile, "encrypt", ...types("json", "yaml"), "--filename-override", file],
      JSON.stringify(content),
      withoutOwnWill(),
    ),
  /** What a file holds. @throws Refusal when the file was changed by hand, or the key is another one. */
  decrypt: async (file: string): Promise<unknown> => parsed(await run(file, ["decrypt", ...types("yaml", "json"), file])),
  /** The same for a text that will lie there. */
  decryptText: async (file: string, text: string): Promise<unknown> =>
    parsed(await run(file, ["decrypt", ...types("yaml", "json"), "--filename-override", file], text)),
};

const types = (input: string, output: string) => ["--input-type", input, "--output-type", output];

/** Undefined where it is no JSON; what no parser's words may repeat. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Runs a few at a time: each is a process. */
export async function inTurns<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array(all.length);
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < all.length; at = next++) results[at] = await work(all[at] as T);
  };
  await Promise.all(Array.from({ length: Math.min(all.length, availableParallelism() * 2) }, worker));
  return results;
}

function run(file: string, args: readonly string[], input = "", env = environment()): Promise<string> {
  const options: SpawnOptionsWithoutStdio = { env, stdio: "pipe" };
  return new Promise((resolve, reject) => {
    const child = spawn(program(), args, options);
    let output = "";
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    child.stdin.on("error", () => undefined);
    child.once("error", () => reject(missing()));
    child.once("close", (code) => (code === 0 ? resolve(output) : reject(refusal(file, said))));
    child.stdin.end(input);
  });
}

/** The same key file that mk360 names, unless the owner has told sops of a key in another way. */
function environment(): NodeJS.ProcessEnv {
  const own = keyVariables.some((name) => process.env[name]);
  const file = ageKeyFile();
  const told = withoutOwnWill(["SOPS_AGE_KEY_FILE", ...keyVariables]);
  return own || !existsSync(file) ? told : { ...told, SOPS_AGE_KEY_FILE: file };
}

const keyVariables = ["SOPS_AGE_KEY", "SOPS_AGE_KEY_CMD", "SOPS_AGE_SSH_PRIVATE_KEY_FILE"];

/** For whom is encrypted says .sops.yaml alone: a variable with other recipients would lock the owner out. */
function withoutOwnWill(kept: readonly string[] = []): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("SOPS_") || kept.includes(name)));
}

function refusal(about: string, said: string): Refusal {
  // Whatever file it is asked about, sops reads its rules first.
  const file = brokenRules.test(said) ? rulesFile : about;
  const words = withoutContent(said.replace(/\s+/g, " ").trim());
  const [pattern, allowed, fix] = reasons.find(([known]) => known.test(words)) ?? [];
  if (pattern === wrongKey) {
    const fault = faultOfKeyFile();
    if (fault) return fault;
  }
  return new Refusal(file, [
    { where: "", value: words, allowed: allowed ?? "a file that sops can read", fix: fix?.(file) ?? "try `sops decrypt` on it" },
  ]);
}

/** sops repeats what it could not read, and that is what somebody has typed in the clear. */
function withoutContent(words: string): string {
  return words.replace(/Input string .* does not match/s, "a value does not match").replace(/`[^`]*`/g, "a value");
}

function missing(): Refusal {
  return new Refusal("sops", [
    {
      where: "the program",
      value: program(),
      allowed: "sops 3.9 or newer, on the path or named by SOPS_BIN",
      fix: "install it: https://github.com/getsops/sops/releases has one file for each system",
    },
  ]);
}
