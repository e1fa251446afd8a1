import { Command } from "commander";
import { Refusal } from "../../charts/config/refusal";
import { type SecretEntry, secretsDocument } from "../../charts/facts/secrets";
import type { Lasting, Origin } from "../../charts/model/access/credential";
import { didYouMean } from "../../charts/values/nearest";
import { withCluster } from "../cluster/options";
import { openProject } from "../project";
import { refuseStaleDist } from "../refuse-stale-dist";
import { askFor } from "../secrets/ask";
import { Authority } from "../secrets/authority";
import { carryOut, type Delivery } from "../secrets/carry-out";
import { followsAuthority } from "../secrets/certificates";
import { complete } from "../secrets/complete";
import { refuseUnfit } from "../secrets/given/value";
import { type Given, nothingGiven, readGiven } from "../secrets/given-file";
import { openFilledStore } from "../secrets/open-filled-store";
import { terminal } from "../terminal";

/** `mk360 secrets rotate NAME`: another value for a credential, everywhere. */
export function secretsRotateCommand(): Command {
  return withCluster(new Command("rotate"))
    .description("give a credential another value, in every namespace that reads it")
    .argument("<name>", "the credential, as mk360 secrets list names it")
    .option("--given <file>", "the new value of what only you know, as credential: {key: value}; mode 600")
    .option("--apply", "bring it into the cluster at once: the provider first, then its clients, until all run with it")
    .option("--json", "what was changed, as data")
    .addHelpText(
      "after",
      "\nExamples:\n  mk360 secrets rotate n8n-database\n  mk360 secrets rotate n8n-database --apply\n  mk360 secrets rotate internal-ca",
    )
    .action(async (name: string, { given: file, json, ...delivery }: Delivery & { given?: string; json?: boolean }) => {
      if (json) terminal.dataOnly();
      const project = await openProject();
      const { config } = project.stack;
      const declared = secretsDocument(project.stack).credentials;
      const entry = find(name, declared);
      refuseFixed(entry);
      const fromFile = file === undefined ? nothingGiven : readGiven(file, declared, config);
      refuseStaleDist(project);
      const { store, authority } = await openFilledStore();
      if (!store.has(name)) throw absent(name);
      const now = new Date();
      const given = await newValues(entry, declared, { before: fromFile, known: (_, key) => store.valuesOf(name)[key], config });
      const next = name === "internal-ca" ? await Authority.create(now) : authority;
      const replaces = (key: string, origin: Origin) => isFresh(origin) || (origin.kind === "given" && given(name, key) !== undefined);
      // A new authority takes every certificate with it.
      const concerned = name === "internal-ca" ? declared.filter(followsAuthority) : [entry];
      const completion = await complete(
        store,
        concerned.filter((each) => store.has(each.name)),
        { authority: next, now, given, replaces },
      );
      if (Object.keys(entry.keys).some((key) => given(name, key) !== undefined))
        refuseUnfit("mk360 secrets rotate", completion.changes, config);
      const carriedOut = await carryOut(project, store, completion, next, delivery);
      if (json) terminal.printJson({ ...carriedOut, stays: lastingOf(entry).map(([key]) => ({ key, fix: wayOut(entry, key) })) });
      for (const [key, { because }] of lastingOf(entry))
        terminal.print(`${name}: ${key} stays: ${because}. To change it: ${wayOut(entry, key)}.`);
    });
}

/** What rotation makes anew by itself. */
function isFresh(origin: Origin): boolean {
  return origin.kind === "certificate" || origin.kind === "key pair" || (origin.kind === "random" && origin.lasts === undefined);
}

function find(name: string, declared: readonly SecretEntry[]): SecretEntry {
  const found = declared.find((entry) => entry.name === name);
  if (found) return found;
  const names = declared.map((entry) => entry.name).sort();
  throw new Refusal("mk360 secrets rotate", [
    {
      where: "NAME",
      value: name,
      allowed: names.join(", "),
      fix: didYouMean(name, names) ?? "take one of these",
    },
  ]);
}

/** @throws Refusal when nothing of the credential can have another value. */
function refuseFixed(entry: SecretEntry): void {
  const { name, keys } = entry;
  if (Object.values(keys).some((origin) => isFresh(origin) || origin.kind === "given" || origin.kind === "ca")) return;
  const kept = lastingOf(entry);
  throw new Refusal("mk360 secrets rotate", [
    {
      where: name,
      value: kept.map(([key, { because }]) => `${key}: ${because}`).join("; "),
      allowed: "a credential that can change without loss",
      fix: kept.map(([key]) => wayOut(entry, key)).join("; "),
    },
  ]);
}

function lastingOf({ keys }: SecretEntry): (readonly [key: string, lasts: Lasting])[] {
  return Object.entries(keys).flatMap(([key, origin]) => (origin.kind === "random" && origin.lasts ? [[key, origin.lasts] as const] : []));
}

/** What to do in the program that knows the value, and then here. */
function wayOut(entry: SecretEntry, key: string): string {
  const files = entry.namespaces.map((namespace) => `secrets/cluster/${namespace}/${entry.name}.yaml`).join(" and ");
  const { instead, staysEvenThen } = new Map(lastingOf(entry)).get(key) as Lasting;
  if (staysEvenThen) return instead;
  return `${instead}; then give ${key} the same new value with sops in ${files}, and run mk360 secrets apply`;
}

async function newValues(entry: SecretEntry, declared: readonly SecretEntry[], around: Parameters<typeof askFor>[2]): Promise<Given> {
  const open = Object.entries(entry.keys).flatMap(([key, origin]) =>
    origin.kind === "given" && around.before(entry.name, key) === undefined
      ? [{ credential: entry.name, key, what: origin.what, without: "it keeps its value" }]
      : [],
  );
  const given = await askFor(open, declared, around);
  const onlyYours = Object.values(entry.keys).every(({ kind }) => kind === "given" || kind === "text" || kind === "composed");
  if (!onlyYours || Object.keys(entry.keys).some((key) => given(entry.name, key) !== undefined)) return given;
  throw new Refusal("mk360 secrets rotate", [
    {
      where: entry.name,
      allowed: "a new value from you: nobody else can make one",
      fix: "run it on a terminal, or give the value with --given FILE",
    },
  ]);
}

function absent(name: string): Refusal {
  return new Refusal("mk360 secrets rotate", [
    { where: "NAME", value: name, allowed: "a credential that exists", fix: "mk360 secrets init makes it" },
  ]);
}
