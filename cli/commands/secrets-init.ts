import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { basename, dirname } from "node:path";
import { Command } from "commander";
import { type Fault, Refusal } from "../../charts/config/refusal";
import { type SecretEntry, secretsDocument } from "../../charts/facts/secrets";
import { type ClusterOptions, withCluster } from "../cluster/options";
import { ageKeyFile, ensureAgeKey, fluxKeyFile } from "../keys/age-key";
import { openProject } from "../project";
import { refuseStaleDist } from "../refuse-stale-dist";
import { resynth } from "../resynth";
import { askFor } from "../secrets/ask";
import { Authority } from "../secrets/authority";
import { type Completion, complete, raised } from "../secrets/complete";
import type { Delivered } from "../secrets/deliver";
import { fillCluster } from "../secrets/fill-cluster";
import { faultsOfGiven, refuseUnfit } from "../secrets/given/value";
import { type Given, nothingGiven, readGiven } from "../secrets/given-file";
import { missingTable } from "../secrets/missing-table";
import { sops } from "../secrets/sops";
import { ensureRules, rulesFile } from "../secrets/sops-rules";
import { SecretStore } from "../secrets/store";
import { terminal } from "../terminal";
import { reportDelivered } from "./secrets-apply";

interface Options extends ClusterOptions {
  readonly given?: string;
  readonly apply?: boolean;
  readonly json?: boolean;
}

/** `mk360 secrets init`: makes every secret that is missing, and changes none that is there. */
export function secretsInitCommand(): Command {
  return withCluster(new Command("init"))
    .description("make every secret that is missing; none that exists changes")
    .option("--given <file>", "what only you know, as credential: {key: value}; the file must be yours alone (mode 600)")
    .option("--apply", "bring all of it into the cluster too, where no Flux does it")
    .option("--json", "what was made and what is missing, as data")
    .addHelpText("after", "\nExamples:\n  mk360 secrets init\n  mk360 secrets init --apply\n  mk360 secrets init --given my-keys.yaml")
    .action(async ({ given: file, apply, json, ...options }: Options) => {
      if (json) terminal.dataOnly();
      const project = await openProject();
      const { stack, generations } = project;
      const { config } = stack;
      const declared = secretsDocument(stack).credentials;
      const fromFile = file === undefined ? nothingGiven : readGiven(file, declared, config);
      await sops.check();
      const keyMade = await prepareKey(config.secrets.recipients);
      const store = await SecretStore.open();
      const now = new Date();
      const authority = store.authority ?? (await firstAuthority(store, now));
      const first = await complete(store, declared, { authority, now, given: fromFile });
      const known: Given = (credential, key) => store.valuesOf(credential)[key];
      const given = await askFor(first.missing, declared, { before: fromFile, known, config });
      const completion = given === fromFile ? first : await complete(store, declared, { authority, now, given });
      refuseUnfit("mk360 secrets init", enteredOf(completion, given), config);
      const restarts = completion.changed.size > 0;
      // Before anything is kept: the new generations need a dist that can follow them, and with which nothing else changes.
      if (restarts) refuseStaleDist(project);
      await store.save(completion.changes, authority, raised(generations, completion.changed.keys()), config.secrets.recipients);
      if (restarts) await resynth();
      report(completion, declared.length, { isFirst: keyMade || store.names.length === 0, applies: apply === true });
      for (const line of [...notKept(completion, declared, store, given), ...notTaken(declared, store, fromFile)]) terminal.say(line);
      const unfit = declared.flatMap((entry) => faultsOfGiven(entry, store.valuesOf(entry.name), config));
      for (const line of unfitLines(unfit)) terminal.say(line);
      const delivered = apply ? await fillCluster(await openProject(), await SecretStore.open(), options) : undefined;
      if (delivered && !json) reportDelivered(delivered, []);
      if (json) terminal.printJson(documentOf(completion, unfit, delivered));
      if (unfit.length > 0) process.exitCode = 2;
    });
}

/** Names and ways out, never a value: that of a fault may be a secret. */
function documentOf({ made, changed, missing }: Completion, unfit: readonly Fault[], secrets?: readonly Delivered[]): object {
  return {
    version: 1,
    made,
    changed: Object.fromEntries(changed),
    missing,
    unfit: unfit.map(({ where, allowed, fix }) => ({ where, allowed, fix })),
    ...(secrets ? { secrets } : {}),
  };
}

/** A key and the rules that name it, on the first day; later both are there, or were lost and must come back. */
async function prepareKey(named: readonly string[]): Promise<boolean> {
  if (existsSync(rulesFile)) {
    refuseLostFolder();
    return false;
  }
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
  const flux = (await ensureAgeKey(fluxKeyFile())).recipient;
  ensureRules(recipient, [recipient, flux, ...named]);
  return made;
}

/** Else a second set would be made, and `apply` would bring it over the passwords that the databases know. */
function refuseLostFolder(): void {
  // Beside it lie the keys of machines, which are there before.
  if (existsSync("secrets/cluster")) return;
  const { status, stdout } = spawnSync("git", ["ls-files", "secrets/cluster"], { encoding: "utf8" });
  if (status !== 0 || stdout.trim() === "") return;
  throw new Refusal("secrets", [
    {
      where: "",
      value: "not there",
      allowed: "the folder that Git knows",
      fix: "take the committed version back: git checkout -- secrets; to begin anew for good, git rm -r secrets and remove .sops.yaml first",
    },
  ]);
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

/** The credentials of which something has been entered now. */
function enteredOf({ changes }: Completion, given: Given): Completion["changes"] {
  return changes.filter(({ entry, values }) =>
    Object.keys(values).some((key) => given(entry.name, key) !== undefined && given(entry.name, key) === values[key]),
  );
}

/** What was kept earlier and is not, or is no longer, what config.yaml and the services want. It stays until its owner changes it. */
function unfitLines(faults: readonly Fault[]): string[] {
  if (faults.length === 0) return [];
  const names = [...new Set(faults.map(({ where }) => where.split(".")[0] ?? ""))];
  return [new Refusal("kept earlier", faults).message, ...names.map((name) => `Then: mk360 secrets rotate ${name}`)];
}

/** A value for what exists is not taken, and that must be said. */
function notTaken(declared: readonly SecretEntry[], store: SecretStore, given: Given): string[] {
  return declared.flatMap(({ name, keys }) => {
    const other = Object.keys(keys).filter((key) => {
      const value = given(name, key);
      return store.has(name) && value !== undefined && value !== store.valuesOf(name)[key];
    });
    return other.length === 0
      ? []
      : [`${name}: ${other.join(", ")} exists with another value, which stays; mk360 secrets rotate ${name} --given changes it.`];
  });
}

interface Circumstances {
  readonly isFirst: boolean;
  readonly applies: boolean;
}

function report({ made, changed, missing }: Completion, declared: number, { isFirst, applies }: Circumstances): void {
  const waiting = new Set(missing.map(({ credential }) => credential)).size;
  terminal.print(`${declared} credentials: ${made.length} made, ${declared - made.length - waiting} were there, ${waiting} wait for you.`);
  for (const [name, keys] of changed)
    terminal.print(`${name}: ${keys.join(", ")} followed the model; dist is written anew, so that its pods restart.`);
  if (missing.length > 0) {
    terminal.print(`\nOnly you know these. Enter them with mk360 secrets init on a terminal, or with --given:\n${missingTable(missing)}`);
  }
  if (isFirst) {
    terminal.print(
      `\nTwo age keys are in ${dirname(ageKeyFile())}: ${basename(ageKeyFile())} is yours and opens everything in secrets/;\n${basename(fluxKeyFile())} is for Flux and opens what goes into the cluster. Keep a copy of both in a place that neither\nmachine can lose, such as a password manager and a sheet of paper. They belong into no repository.`,
    );
  }
  if (made.length + changed.size > 0 && !applies) {
    const flux = existsSync(fluxKeyFile()) ? `the key ${fluxKeyFile()}` : "its key, which is not on this computer";
    terminal.print(`\nNext: mk360 secrets apply, or commit secrets/ and .sops.yaml for Flux (Flux gets ${flux}).`);
  }
}
