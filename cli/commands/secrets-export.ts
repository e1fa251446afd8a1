import { existsSync, writeFileSync } from "node:fs";
import { Command } from "commander";
import { dump } from "js-yaml";
import { nearest, Refusal } from "../../charts/config/refusal";
import { openFilledStore } from "../secrets/open-filled-store";
import type { SecretStore } from "../secrets/store";
import { visibleCredentials } from "../secrets/visible";
import { terminal } from "../terminal";

/** `mk360 secrets export`: values in the clear, for the safe or for a login; the only command that shows any. */
export function secretsExportCommand(): Command {
  return new Command("export")
    .description("values in the clear: all of them into a file that only you can read, or one key to standard output")
    .argument("[name]", "a credential; default: all")
    .argument("[key]", "one of its keys, printed alone")
    .option("--to <file>", "the file; it must not exist yet, and is made with mode 600")
    .addHelpText(
      "after",
      "\nExamples:\n  mk360 secrets export --to /media/stick/mk360.yaml\n  mk360 secrets export paperless-business-login password",
    )
    .action(async (name: string | undefined, key: string | undefined, { to }: { to?: string }) => {
      if (to === undefined && key === undefined) throw noTarget(name);
      if (to !== undefined && existsSync(to)) throw taken(to);
      const visible = [...visibleCredentials().keys()];
      if (name !== undefined && visible.length > 0) known("NAME", name, visible);
      const { store, authority } = await openFilledStore(name);
      const { names } = store;
      if (key !== undefined && name !== undefined) {
        process.stdout.write(oneValue(store, name, key));
        return;
      }
      const credentials = Object.fromEntries(names.map((each) => [each, store.valuesOf(each)]));
      const all = name === undefined ? { authority: { "ca.crt": authority.pair.certificate, "ca.key": authority.pair.key } } : {};
      writeFileSync(to as string, dump({ ...all, credentials }, { lineWidth: -1 }), { mode: 0o600, flag: "wx" });
      terminal.say(`${names.length} credentials in the clear in ${to}. Bring the file to a safe place and remove it here.`);
    });
}

function oneValue(store: SecretStore, name: string, key: string): string {
  const values = store.valuesOf(name);
  const value = values[known("KEY", key, Object.keys(values))] ?? "";
  return value.endsWith("\n") ? value : `${value}\n`;
}

function known(where: string, value: string, all: readonly string[]): string {
  if (all.includes(value)) return value;
  const meant = nearest(value, all);
  const allowed = all.length > 10 ? "a credential that mk360 secrets list shows" : all.join(", ");
  throw new Refusal("mk360 secrets export", [{ where, value, allowed, fix: meant ? `did you mean ${meant}?` : "take one of these" }]);
}

function noTarget(name: string | undefined): Refusal {
  return new Refusal("mk360 secrets export", [
    {
      where: name ?? "all credentials",
      allowed: "a file with --to, or a credential with one key",
      fix: "mk360 secrets export --to FILE; one key goes to standard output: mk360 secrets export NAME KEY",
    },
  ]);
}

function taken(file: string): Refusal {
  return new Refusal("mk360 secrets export", [
    { where: "--to", value: file, allowed: "a file that does not exist yet", fix: "name another one; nothing is ever written over" },
  ]);
}
