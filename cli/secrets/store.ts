import { basename, join } from "node:path";
import { z } from "zod";
import { type Fault, Refusal } from "../../charts/config/refusal";
import type { SecretEntry } from "../../charts/facts/secrets";
import { type Generations, generationsFile, generationsText } from "../../charts/output/generations";
import { Overtaken, publish } from "../../charts/output/publish";
import { Authority } from "./authority";
import type { Values } from "./make-credential";
import { encryptedAndReadBack } from "./read-back";
import { recipientsOf } from "./recipients";
import { secretObject } from "./secret-object";
import { inTurns, sops } from "./sops";
import { authorityFile, folder, isSecretFile, readFolder, type SecretFiles } from "./store-files";

const secretSchema = z.object({
  apiVersion: z.literal("v1"),
  kind: z.literal("Secret"),
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  stringData: z.record(z.string(), z.string()),
});
const authoritySchema = z.object({ "ca.crt": z.string(), "ca.key": z.string() });

/** One credential as it stands in secrets/. */
interface Stored {
  readonly values: Values;
  readonly namespaces: readonly string[];
}

/** A credential with its new values and the namespaces that shall have it. */
export interface Change {
  readonly entry: SecretEntry;
  readonly values: Values;
}

/**
 * The folder secrets/: one SOPS file a Secret under cluster/, which Flux applies, and beside them the authority's key
 * and the generations. It is replaced as a whole, so that it is never half of one state and half of another.
 */
export class SecretStore {
  private constructor(
    private readonly files: SecretFiles,
    private readonly stored: ReadonlyMap<string, Stored>,
    /** Undefined where there is none yet. */
    readonly authority: Authority | undefined,
  ) {}

  /**
   * Reads and decrypts all of it, or the credential `only`; an absent folder is an empty store.
   * @throws Refusal when a file cannot be decrypted, has another shape, or two namespaces hold different values.
   */
  static async open(only?: string): Promise<SecretStore> {
    const files = readFolder();
    const all = [...files.ours.keys()].filter(isSecretFile);
    const secrets = only === undefined ? all : all.filter((path) => basename(path) === `${only}.yaml`);
    const read = await inTurns(secrets, readSecret);
    return new SecretStore(files, merged(read), files.ours.has(authorityFile) ? await readAuthority() : undefined);
  }

  /** What a credential holds; empty where it does not exist. */
  valuesOf(credential: string): Values {
    return this.stored.get(credential)?.values ?? {};
  }

  has(credential: string): boolean {
    return this.stored.has(credential);
  }

  /** Every credential that stands in the folder, by name. */
  get names(): readonly string[] {
    return [...this.stored.keys()].sort();
  }

  namespacesOf(credential: string): readonly string[] {
    return [...(this.stored.get(credential)?.namespaces ?? [])];
  }

  /**
   * Writes the changes, the authority and the generations, all or nothing. Returns the store as it is then.
   * @param named whom config.yaml lets read it, beside the keys of this computer.
   * @throws Refusal when .sops.yaml has a recipient whom nobody has named, somebody else has changed the folder since it was read, or sops does not give back what it was given.
   */
  async save(changes: readonly Change[], authority: Authority, generations: Generations, named: readonly string[]): Promise<SecretStore> {
    const next = new Map(this.files.ours);
    for (const { entry } of changes) {
      for (const namespace of this.namespacesOf(entry.name)) next.delete(pathOf(namespace, entry.name));
    }
    const contents: (readonly [path: string, content: object])[] = changes.flatMap(({ entry, values }) =>
      entry.namespaces.map((namespace) => [pathOf(namespace, entry.name), secretObject(entry, namespace, values)] as const),
    );
    if (this.authority?.pair.certificate !== authority.pair.certificate) {
      const { certificate, key } = authority.pair;
      contents.push([authorityFile, { "ca.crt": certificate, "ca.key": key }]);
    }
    const recipients = await recipientsOf(named);
    const encrypted = await inTurns(
      contents,
      async ([path, content]) => [path, await encryptedAndReadBack(join(folder, path), content, recipients)] as const,
    );
    for (const [path, text] of encrypted) next.set(path, text);
    if (generations.size > 0) next.set(generationsFile.slice(folder.length + 1), generationsText(generations));
    try {
      publish(folder, next, { instead: this.files.ours, along: this.files.others });
    } catch (error) {
      throw error instanceof Overtaken ? overtaken() : error;
    }
    const changed = changes.map(({ entry, values }) => [entry.name, { values, namespaces: entry.namespaces }] as const);
    return new SecretStore({ ...this.files, ours: next }, new Map([...this.stored, ...changed]), authority);
  }
}

function pathOf(namespace: string, name: string): string {
  return `cluster/${namespace}/${name}.yaml`;
}

interface ReadSecret {
  readonly file: string;
  readonly namespace: string;
  readonly name: string;
  readonly values: Values;
}

async function readSecret(path: string): Promise<ReadSecret> {
  const file = join(folder, path);
  const object = shaped(file, secretSchema, await sops.decrypt(file));
  const { name, namespace } = object.metadata;
  if (path !== pathOf(namespace, name)) {
    throw new Refusal(file, [
      {
        where: "metadata",
        value: `${namespace}/${name}`,
        allowed: "the namespace and the name of the path",
        fix: `move the file to ${join(folder, pathOf(namespace, name))}`,
      },
    ]);
  }
  return { file, namespace, name, values: object.stringData };
}

async function readAuthority(): Promise<Authority> {
  const file = join(folder, authorityFile);
  const { "ca.crt": certificate, "ca.key": key } = shaped(file, authoritySchema, await sops.decrypt(file));
  return Authority.read({ certificate, key }, file);
}

function shaped<T>(file: string, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults: Fault[] = result.error.issues.map(({ path, message }) => ({
    where: path.join(".") || "the whole file",
    value: message,
    allowed: "the file as mk360 secrets init writes it",
    fix: `take the committed version back: git checkout -- ${file}; if that says the same, remove the file and enter its values again with mk360 secrets init`,
  }));
  throw new Refusal(file, faults);
}

/** One credential is one value, in however many namespaces it stands. */
function merged(secrets: readonly ReadSecret[]): Map<string, Stored> {
  const first = new Map<string, ReadSecret>();
  const namespaces = new Map<string, string[]>();
  for (const secret of secrets) {
    const known = first.get(secret.name) ?? secret;
    first.set(secret.name, known);
    namespaces.set(secret.name, [...(namespaces.get(secret.name) ?? []), secret.namespace]);
    const other = [...new Set([...Object.keys(known.values), ...Object.keys(secret.values)])].find(
      (key) => known.values[key] !== secret.values[key],
    );
    if (other !== undefined) throw differing(secret.file, known.file, other);
  }
  return new Map([...first].map(([name, { values }]) => [name, { values, namespaces: namespaces.get(name) ?? [] }]));
}

function differing(file: string, other: string, key: string): Refusal {
  return new Refusal(file, [
    {
      where: `stringData.${key}`,
      value: "another value than the same key elsewhere",
      allowed: `the value in ${other}: a credential is one value in every namespace that reads it`,
      fix: "take the committed version of both back; mk360 secrets rotate changes all of them together",
    },
  ]);
}

function overtaken(): Refusal {
  return new Refusal(folder, [
    {
      where: "",
      value: "not what it was when this command began",
      allowed: "one command at a time that writes it; another one or Git has changed it meanwhile, and nothing was overwritten",
      fix: "run the same command again",
    },
  ]);
}
