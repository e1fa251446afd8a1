import { existsSync } from "node:fs";
import { Command } from "commander";
import { Refusal } from "../../charts/config/refusal";
import { type SecretEntry, secretsDocument } from "../../charts/pages/secrets-json";
import { openProject } from "../project";
import { resynth } from "../resynth";
import { ageKeyFile, ensureAgeKey, fluxKeyFile } from "../secrets/age-key";
import { askFor } from "../secrets/ask";
import { Authority } from "../secrets/authority";
import { type Completion, complete, raised } from "../secrets/complete";
import { type Given, nothingGiven, readGiven } from "../secrets/given-file";
import { missingTable } from "../secrets/missing-table";
import { sops } from "../secrets/sops";
import { ensureRules, rulesFile } from "../secrets/sops-rules";
import { SecretStore } from "../secrets/store";
import { terminal } from "../terminal";

/** `mk360 secrets init`: makes every secret that is missing, and changes none that is there. */
export function secretsInitCommand(): Command {
  return new Command("init")
    .description("make every secret that is missing; none that exists changes")
    .option("--given <file>", "what only you know, as credential: {key: value}; the file must be yours alone (mode 600)")
    .addHelpText("after", "\nExamples:\n  mk360 secrets init\n  mk360 secrets init --given my-keys.yaml")
    .action(async ({ given: file }: { given?: string }) => {
      const { stack, generations } = await openProject();
      const declared = secretsDocument(stack).credentials;
      const fromFile = file === undefined ? nothingGiven : readGiven(file, declared);
      await sops.check();
      const keyMade = await prepareKey();
      const store = await SecretStore.open();
      const now = new Date();
      const authority = store.authority ?? (await firstAuthority(store, now));
      const first = await complete(store, declared, { authority, now, given: fromFile });
      const given = await askFor(first.missing, declared, fromFile);
      const completion = given === fromFile ? first : await complete(store, declared, { authority, now, given });
      await store.save(completion.changes, authority, raised(generations, completion.changed.keys()));
      if (completion.changed.size > 0) await resynth();
      report(completion, declared.length, keyMade);
      for (const line of notKept(completion, declared, store, given)) terminal.say(line);
    });
}

/** A key and the rules that name it, on the first day; later both are there, or were lost and must come back. */
async function prepareKey(): Promise<boolean> {
  if (existsSync(rulesFile)) return false;
  if (existsSync("secrets/cluster")) {
    throw new Refusal(rulesFile, [
      {
        where: "",
        value: "not there",
        allowed: "the rules that secrets/ was encrypted by",
        fix: `take the committed version back: git checkout -- ${rulesFile}`,
      },
    ]);
  }
  const { recipient, made } = await ensureAgeKey(ageKeyFile());
  ensureRules(recipient, (await ensureAgeKey(fluxKeyFile())).recipient);
  return made;
}

async function firstAuthority(store: SecretStore, now: Date): Promise<Authority> {
  if (!store.has("internal-ca")) return Authority.create(now);
  throw new Refusal("secrets/authority.yaml", [
    {
      where: "",
      value: "not there",
      allowed: "the key of the authority whose certificate is in secrets/cluster",
      fix: "take the committed version back; if it is lost for good, remove the internal-ca files below secrets/cluster, and init makes another authority and new certificates",
    },
  ]);
}

/** A credential is whole or not there: what was entered for a part of it has to be entered again, and must not vanish unsaid. */
function notKept({ missing }: Completion, declared: readonly SecretEntry[], store: SecretStore, given: Given): string[] {
  return declared.flatMap(({ name, keys }) => {
    const open = missing.filter(({ credential }) => credential === name).map(({ key }) => key);
    const entered = Object.keys(keys).filter((key) => keys[key]?.kind === "given" && given(name, key) !== undefined);
    if (open.length === 0 || entered.length === 0 || store.has(name)) return [];
    return [`${name}: ${entered.join(", ")} is not kept without ${open.join(", ")}; enter them together.`];
  });
}

function report({ made, changed, missing }: Completion, declared: number, keyMade: boolean): void {
  const waiting = new Set(missing.map(({ credential }) => credential)).size;
  terminal.print(`${declared} credentials: ${made.length} made, ${declared - made.length - waiting} were there, ${waiting} wait for you.`);
  for (const [name, keys] of changed)
    terminal.print(`${name}: ${keys.join(", ")} followed the model; dist is written anew, so that its pods restart.`);
  if (missing.length > 0) {
    terminal.print(`\nOnly you know these. Enter them with mk360 secrets init on a terminal, or with --given:\n${missingTable(missing)}`);
  }
  if (keyMade) {
    terminal.print(
      `\nThe age key ${ageKeyFile()} was made. It opens everything in secrets/, and nothing else does: keep a copy in a\nplace that neither machine can lose, such as a password manager and a sheet of paper. It belongs into no repository.`,
    );
  }
  if (made.length + changed.size > 0) {
    terminal.print(`\nNext: mk360 secrets apply, or commit secrets/ and .sops.yaml for Flux (Flux gets the key ${fluxKeyFile()}).`);
  }
}
