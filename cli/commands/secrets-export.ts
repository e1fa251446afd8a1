import { Command } from "commander";
import { Refusal } from "../../charts/config/refusal";
import { writeYaml } from "../../charts/config/write-yaml";
import { type SecretEntry, secretsDocument } from "../../charts/facts/secrets";
import { didYouMean } from "../../charts/values/nearest";
import { openKeys } from "../committed/gaps";
import { visibleCredentials } from "../committed/visible";
import { refuseTarget, writeInTheClear } from "../keys/clear-file";
import { openProject } from "../project";
import { openFilledStore } from "../secrets/open-filled-store";
import type { SecretStore } from "../secrets/store";
import { terminal } from "../terminal";

const self = "mk360 secrets export";
const help = `
A file never lies in the folder of the project, where a commit could take it along.

Examples:
  mk360 secrets export --to /media/stick/mk360.yaml
  mk360 secrets export paperless-business-login password
  mk360 secrets export backup-business repository-password --to /media/stick/backup-business.txt`;

/** `mk360 secrets export`: values in the clear, for the safe or for a login; the only command that shows any. */
export function secretsExportCommand(): Command {
  return new Command("export")
    .description("values in the clear: all of them, one credential or one key; a key alone may go to standard output")
    .argument("[name]", "a credential; default: all")
    .argument("[key]", "one of its keys, alone and without its name")
    .option("--to <file>", "the file, outside this folder; it must not exist yet, and only you can read it (mode 600)")
    .addHelpText("after", help)
    .action(async (name: string | undefined, key: string | undefined, { to }: { to?: string }) => {
      if (to === undefined && key === undefined) throw noTarget(name);
      if (to !== undefined) refuseTarget(to, self);
      if (name !== undefined) await refuseAbsent(name, key);
      const { store, authority } = await openFilledStore(name);
      if (key !== undefined && name !== undefined) {
        const value = oneValue(store, name, key);
        if (to === undefined) process.stdout.write(value);
        else keep(to, value, `${name} ${key}`);
        return;
      }
      const { names } = store;
      const credentials = Object.fromEntries(names.map((each) => [each, store.valuesOf(each)]));
      const all = name === undefined ? { authority: { "ca.crt": authority.pair.certificate, "ca.key": authority.pair.key } } : {};
      keep(to as string, writeYaml({ ...all, credentials }), name ?? `${names.length} credentials`);
    });
}

function keep(file: string, text: string, what: string): void {
  writeInTheClear(file, text, self);
  terminal.say(`${what} in the clear in ${file}. Bring the file to a safe place and remove it here.`);
}

/**
 * Says what is unknown, and what is only not made yet. Before the first day the store says it for all.
 * The project is opened for a refusal alone: what is there can be had without a configuration.
 */
async function refuseAbsent(name: string, key: string | undefined): Promise<void> {
  const visible = visibleCredentials();
  const found = visible.get(name);
  if (visible.size === 0 || (found && (key === undefined || holds(key, [...found.files.values()])))) return;
  const declared = secretsDocument((await openProject()).stack).credentials;
  const entry = declared.find((each) => each.name === name);
  if (!entry) {
    if (!found) known("NAME", name, [...new Set([...visible.keys(), ...declared.map((each) => each.name)])]);
    return;
  }
  if (key !== undefined) known("KEY", key, Object.keys(entry.keys));
  throw notMade(entry, key, openKeys(entry, found));
}

/** True where a file has the key, or one cannot be read: the store says then what is wrong with it. */
function holds(key: string, files: readonly { readonly keys: readonly string[] | undefined }[]): boolean {
  return files.some(({ keys }) => keys === undefined || keys.includes(key));
}

function oneValue(store: SecretStore, name: string, key: string): string {
  const values = store.valuesOf(name);
  const value = values[known("KEY", key, Object.keys(values))] ?? "";
  return value.endsWith("\n") ? value : `${value}\n`;
}

function known(where: string, value: string, all: readonly string[]): string {
  if (all.includes(value)) return value;
  const names = [...all].sort();
  throw new Refusal(self, [{ where, value, allowed: names.join(", "), fix: didYouMean(value, names) ?? "take one of these" }]);
}

function notMade({ name }: SecretEntry, key: string | undefined, open: readonly { key: string; what: string }[]): Refusal {
  const where = [name, key].filter((each) => each !== undefined).join(" ");
  if (open.length === 0) {
    return new Refusal(self, [{ where, value: "not made yet", allowed: "what secrets/ holds", fix: "mk360 secrets init makes it" }]);
  }
  const waits = open.map((each) => each.key).join(", ");
  const enter = open.map((each) => `${each.key} (${each.what})`).join(", ");
  return new Refusal(self, [
    {
      where,
      value: `not made yet: it waits for ${waits}`,
      allowed: "a credential whose every key is there",
      fix: `enter ${enter} with mk360 secrets init on a terminal, or in the file of its option --given, below ${name}; then run this again`,
    },
  ]);
}

function noTarget(name: string | undefined): Refusal {
  return new Refusal(self, [
    {
      where: name ?? "all credentials",
      allowed: "a file with --to, or a credential with one key",
      fix: `${self}${name === undefined ? "" : ` ${name}`} --to FILE, outside this folder; one key goes to standard output: ${self} NAME KEY`,
    },
  ]);
}
