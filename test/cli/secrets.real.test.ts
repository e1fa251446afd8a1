import { spawn, spawnSync } from "node:child_process";
import { chmodSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { generateX25519Identity } from "age-encryption";
import { load } from "js-yaml";
import { secretsDocument } from "../../charts/pages/secrets-json";
import { describeReal, onlyIfThere, onPath } from "../support/real";
import { stackOf } from "../support/stack";
import { Operator } from "./operator";

jest.setTimeout(120_000);

const sops = process.env.SOPS_BIN ? onlyIfThere(process.env.SOPS_BIN) : onPath("sops");
const declared = secretsDocument(stackOf()).credentials;
const isGiven = ({ keys }: (typeof declared)[number]) => Object.values(keys).some(({ kind }) => kind === "given");
const made = declared.filter((entry) => !isGiven(entry));

interface Exported {
  readonly authority: Record<string, string>;
  readonly credentials: Record<string, Record<string, string>>;
}

describeReal("mk360 secrets with the real sops", { sops }, () => {
  let owner: Operator;
  let start: Record<string, string>;
  let dist: Record<string, string>;

  beforeAll(() => {
    owner = new Operator();
    const { status, stderr } = owner.synth();
    if (status !== 0) throw new Error(stderr);
    owner.succeeds("secrets", "init");
    start = owner.tree("secrets");
    dist = owner.tree("dist");
  });
  beforeEach(() => restore(owner, start, dist));
  afterAll(() => owner.remove());

  const exported = (): Exported => {
    const file = join(owner.home, "export.yaml");
    rmSync(file, { force: true });
    owner.succeeds("secrets", "export", "--to", file);
    const mode = statSync(file).mode & 0o777;
    const content = load(readFileSync(file, "utf8")) as Exported;
    rmSync(file);
    expect(mode).toBe(0o600);
    return content;
  };

  describe("init", () => {
    test("makes every key of every credential that needs nobody's knowledge, in each namespace that reads it", () => {
      const { credentials } = exported();
      expect(Object.fromEntries(Object.entries(credentials).map(([name, values]) => [name, Object.keys(values)]))).toEqual(
        Object.fromEntries(made.map(({ name, keys }) => [name, Object.keys(keys)])),
      );
      const files = made.flatMap(({ name, namespaces }) => namespaces.map((namespace) => `cluster/${namespace}/${name}.yaml`));
      expect(Object.keys(start).sort()).toEqual([...files, "authority.yaml"].sort());
    });

    test("leaves no value in the clear in the clone, and the age key to its owner alone", () => {
      const { authority, credentials } = exported();
      const secret = declared.flatMap(({ name, keys }) =>
        Object.entries(keys).flatMap(([key, { kind }]) => (kind === "text" || kind === "ca" ? [] : [credentials[name]?.[key] ?? ""])),
      );
      const everything = owner.everything() + owner.printed;
      const leaked = [...secret, authority["ca.key"] ?? ""].filter(
        (value) => value !== "" && everything.includes(value.split("\n")[1] ?? value),
      );
      expect(leaked).toEqual([]);
      expect(statSync(owner.ageKeyFile).mode & 0o777).toBe(0o600);
      expect(owner.everything()).toContain("AGE-SECRET-KEY-");
      expect(JSON.stringify(owner.tree(".")) + owner.printed).not.toContain("AGE-SECRET-KEY-");
    });

    test("gives Flux a key of its own, which opens the Secrets and not the authority", () => {
      const decrypt = (file: string) =>
        spawnSync(sops ?? "", ["decrypt", file], {
          cwd: owner.folder,
          env: { SOPS_AGE_KEY_FILE: join(dirname(owner.ageKeyFile), "mk360-flux.agekey"), HOME: "/nowhere" },
        }).status;
      expect([decrypt("secrets/cluster/public/n8n-database.yaml"), decrypt("secrets/authority.yaml")]).toEqual([0, 128]);
    });

    test("changes nothing the second time", () => {
      owner.succeeds("secrets", "init");
      expect(owner.tree("secrets")).toEqual(start);
    });

    test("names each key that only the owner knows, and what does not work without it", () => {
      const said = owner.succeeds("secrets", "init");
      const wanted = declared
        .filter(isGiven)
        .flatMap(({ name, keys }) => Object.entries(keys).map(([key, origin]) => ({ name, key, origin })));
      for (const { name, key, origin } of wanted) {
        if (origin.kind !== "given") continue;
        expect(said).toMatch(new RegExp(`${name} +${key} .*${origin.without}`));
      }
    });

    test("takes what the owner knows from a file, keeps it, and asks for the rest", () => {
      const file = join(owner.home, "given.yaml");
      writeFileSync(file, "mail-account: { password: abc-def }\nopensign-signing: { passphrase: one of two }\n", { mode: 0o600 });
      const said = owner.succeeds("secrets", "init", "--given", file);
      expect(owner.value("mail-account", "password")).toBe("abc-def\n");
      // A credential that is not whole would only start a pod that fails.
      expect(owner.printed).toContain("opensign-signing: passphrase is not kept without pfx-base64");
      expect(said).toContain("opensign-signing");
      expect(owner.has("secrets/cluster/public/opensign-signing.yaml")).toBe(false);
      rmSync(file);
    });

    test("asks on a terminal, and leaves for later what stays empty", () => {
      const { status, stdout } = spawnSync(
        "script",
        ["-qec", `'${process.execPath}' '${join(__dirname, "../../cli/bin.mjs")}' secrets init`, "/dev/null"],
        {
          cwd: owner.folder,
          env: owner.environment,
          encoding: "utf8",
          input: `typed-password\n${"\n".repeat(50)}`,
        },
      );
      expect({ status, asked: stdout.includes("archive-business, password: ") }).toEqual({ status: 0, asked: true });
      expect(owner.value("archive-business", "password")).toBe("typed-password\n");
      expect(owner.has("secrets/cluster/public/paperless-gpt-access.yaml")).toBe(false);
    });

    test("is refused a file that others can read, before anything is written", () => {
      const file = join(owner.home, "given.yaml");
      writeFileSync(file, "mail-account: { password: abc }\n");
      chmodSync(file, 0o644);
      expect(owner.refused("secrets", "init", "--given", file)).toContain("chmod 600");
      expect(owner.tree("secrets")).toEqual(start);
      rmSync(file);
    });

    test("makes again what somebody has removed, with the value that another namespace still has", () => {
      const before = owner.value("n8n-database", "password");
      rmSync(join(owner.folder, "secrets/cluster/public/n8n-database.yaml"));
      owner.succeeds("secrets", "init");
      expect(owner.value("n8n-database", "password")).toBe(before);
      expect(owner.has("secrets/cluster/public/n8n-database.yaml")).toBe(true);
    });

    test("keeps the secrets of a service that is switched off", () => {
      owner.configure([/^off:.*/m, "off: [roundcube]"]);
      owner.succeeds("secrets", "init");
      expect(owner.has("secrets/cluster/private/roundcube-database.yaml")).toBe(true);
      expect(owner.succeeds("secrets", "list")).toMatch(/^roundcube-database +not in use/m);
      owner.configure([/^off:.*/m, "off: []"]);
    });
  });

  describe("what cannot be used is refused, and nothing changes", () => {
    const file = "secrets/cluster/storage/n8n-database.yaml";

    test.each([
      [
        "a value that was changed by hand",
        (text: string) => text.replace(/(password: ENC\[AES256_GCM,data:)...../, "$1AAAAA"),
        "git checkout",
      ],
      ["a name that was changed by hand", (text: string) => text.replace("mk360.de/purpose: ", "mk360.de/purpose: not "), "git checkout"],
      ["a file that sops never saw", () => "apiVersion: v1\nkind: Secret\n", "git checkout"],
      ["a file that is no YAML", () => "a: [", "git checkout"],
      ["an empty file", () => "", "git checkout"],
    ])("%s", (_name, change, ...says) => {
      owner.write(file, change(owner.read(file)));
      const changed = owner.tree("secrets");
      for (const command of [["init"], ["apply"], ["rotate", "n8n-database"], ["renew"], ["export", "n8n-database", "password"]]) {
        const message = owner.refused("secrets", ...command);
        for (const part of [file, "Allowed:", "Fix:", ...says]) expect(message).toContain(part);
      }
      expect(owner.tree("secrets")).toEqual(changed);
    });

    test("a Secret that stands under another's name", () => {
      renameSync(join(owner.folder, file), join(owner.folder, "secrets/cluster/storage/n8n.yaml"));
      expect(owner.refused("secrets", "init")).toContain("move the file to secrets/cluster/storage/n8n-database.yaml");
    });

    test("two namespaces that disagree", () => {
      restore(owner, { ...start, "cluster/storage/n8n-database.yaml": rotated(owner, "n8n-database") });
      expect(owner.refused("secrets", "init")).toMatch(/n8n-database.yaml: stringData.password .*one value in every namespace/);
    });

    test.each([
      ["that opens none of it", generateX25519Identity, "Allowed: an age key that the file was encrypted for"],
      ["in a file that holds none", async () => "nothing", "Allowed: an age key that the file was encrypted for"],
      ["that was cut off", async () => "AGE-SECRET-KEY-1QQ", "Allowed: an age key that the file was encrypted for"],
    ])("an age key %s", async (_name, make, ...says) => {
      const key = readFileSync(owner.ageKeyFile);
      writeFileSync(owner.ageKeyFile, `${await make()}\n`);
      const message = owner.refused("secrets", "init");
      writeFileSync(owner.ageKeyFile, key);
      for (const part of [...says, owner.ageKeyFile]) expect(message).toContain(part);
      expect(owner.tree("secrets")).toEqual(start);
    });

    test("rules that are gone while the secrets are there", () => {
      const rules = owner.read(".sops.yaml");
      rmSync(join(owner.folder, ".sops.yaml"));
      expect(owner.refused("secrets", "init")).toContain("git checkout -- .sops.yaml");
      owner.write(".sops.yaml", rules);
    });

    test("an authority whose key is gone, instead of a second one in secret", () => {
      rmSync(join(owner.folder, "secrets/authority.yaml"));
      expect(owner.refused("secrets", "init")).toContain("secrets/authority.yaml");
    });

    test("generations that were edited into something else", () => {
      owner.write("secrets/generations.yaml", "generations: { n8n-database: two }\n");
      expect(owner.refused("secrets", "list")).toContain("generations.n8n-database");
    });

    test("no sops program, before a key is made", () => {
      const fresh = new Operator();
      const { code, stderr } = fresh.mk360(["secrets", "init"], { SOPS_BIN: "/nowhere/sops" });
      expect({ code, key: fresh.has("secrets") || fresh.has(".sops.yaml") }).toEqual({ code: 1, key: false });
      expect(stderr).toContain("install it");
      fresh.remove();
    });
  });

  describe("rotate", () => {
    test("gives one value to every namespace, counts the generation, and changes dist for those that read it alone", () => {
      const password = owner.value("n8n-database", "password");
      owner.succeeds("secrets", "rotate", "n8n-database");
      const url = owner.value("n8n-database", "url");
      expect(owner.value("n8n-database", "password")).not.toBe(password);
      expect(url).toContain(`:${owner.value("n8n-database", "password").trim()}@`);
      expect(owner.read("secrets/generations.yaml")).toContain("n8n-database: 2");
      expect(changedFiles(dist, owner.tree("dist"))).toEqual([
        "10-storage/postgres-provisioning.yaml",
        "20-apps/n8n.yaml",
        "40-backup/n8n-backup.yaml",
      ]);
      expect(owner.read("dist/20-apps/n8n.yaml")).toContain("mk360.de/secrets: n8n-database=2");
    });

    test("of the authority makes every certificate anew", () => {
      const before = exported();
      owner.succeeds("secrets", "rotate", "internal-ca");
      const after = exported();
      expect(after.authority["ca.key"]).not.toBe(before.authority["ca.key"]);
      const certificates = declared.filter(({ keys }) => Object.values(keys).some(({ kind }) => kind === "certificate" || kind === "ca"));
      expect(
        Object.keys(after.credentials).filter(
          (name) => JSON.stringify(after.credentials[name]) !== JSON.stringify(before.credentials[name]),
        ),
      ).toEqual(certificates.map(({ name }) => name));
    });

    test("keeps what would lose data, and says why", () => {
      const before = owner.value("backup-business", "repository-password");
      expect(owner.succeeds("secrets", "rotate", "backup-business")).toContain("repository-password stays: it encrypts every backup");
      expect(owner.value("backup-business", "repository-password")).toBe(before);
      expect(owner.refused("secrets", "rotate", "n8n-encryption")).toContain("n8n can read its stored credentials with it alone");
    });

    test.each([
      ["an unknown name", ["rotate", "n8n-databse"], "did you mean n8n-database"],
      ["a credential that was never made", ["rotate", "mail-account", "--given", "nowhere.yaml"], "nowhere.yaml"],
      ["a certificate that is none", ["renew", "n8n-database"], "postgres-tls"],
    ])("of %s is refused", (_name, args, says) => {
      expect(owner.refused("secrets", ...args)).toContain(says);
      expect(owner.tree("secrets")).toEqual(start);
    });

    test("of what only the owner knows wants the new value", () => {
      const file = join(owner.home, "given.yaml");
      writeFileSync(file, "mail-account: { password: first }\n", { mode: 0o600 });
      owner.succeeds("secrets", "init", "--given", file);
      expect(owner.refused("secrets", "rotate", "mail-account")).toContain("a new value from you");
      writeFileSync(file, "mail-account: { password: second }\n", { mode: 0o600 });
      owner.succeeds("secrets", "rotate", "mail-account", "--given", file);
      expect(owner.value("mail-account", "password")).toBe("second\n");
      rmSync(file);
    });

    test("does not let other changes slip into the cluster with it", () => {
      owner.configure([/^off:.*/m, "off: [roundcube]"]);
      expect(owner.refused("secrets", "rotate", "n8n-database")).toContain("npm run synth");
      owner.configure([/^off:.*/m, "off: []"]);
    });
  });

  test("renew makes no certificate that lasts, and the one that is named", () => {
    const before = exported().credentials;
    expect(owner.succeeds("secrets", "renew")).toContain("Nothing to renew");
    owner.succeeds("secrets", "renew", "postgres-tls");
    const after = exported().credentials;
    expect(Object.keys(after).filter((name) => after[name]?.["tls.crt"] !== before[name]?.["tls.crt"])).toEqual(["postgres-tls"]);
    expect(after["internal-ca"]).toEqual(before["internal-ca"]);
  });

  test.each([50, 200, 400, 700, 1000])("Ctrl-C after %i ms of a rotation leaves the old secrets or the new ones, whole", async (delay) => {
    const child = spawn(process.execPath, [join(__dirname, "../../cli/bin.mjs"), "secrets", "rotate", "internal-ca"], {
      cwd: owner.folder,
      env: owner.environment,
      stdio: "ignore",
    });
    const ended = new Promise((resolve) => child.once("close", resolve));
    setTimeout(() => child.kill("SIGINT"), delay);
    await ended;
    const { credentials } = exported();
    expect(Object.keys(credentials)).toHaveLength(made.length);
    expect(owner.succeeds("secrets", "init")).toContain(`${made.length} were there`);
  });
});

/** The clone as it was: secrets, and the dist that belongs to them. */
function restore(owner: Operator, secrets: Record<string, string>, dist: Record<string, string> = {}): void {
  rmSync(join(owner.folder, "secrets"), { recursive: true, force: true });
  for (const [path, text] of Object.entries(secrets)) owner.write(`secrets/${path}`, text);
  for (const [path, text] of Object.entries(dist)) owner.write(`dist/${path}`, text);
}

/** The file of a credential in the storage namespace, after it has changed; the clone is left as it was. */
function rotated(owner: Operator, name: string): string {
  const before = owner.tree("secrets");
  owner.succeeds("secrets", "rotate", name);
  const text = owner.read(`secrets/cluster/storage/${name}.yaml`);
  restore(owner, before);
  return text;
}

function changedFiles(before: Record<string, string>, after: Record<string, string>): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((path) => before[path] !== after[path]).sort();
}

describe("without sops", () => {
  test("list needs neither sops nor a key", () => {
    const owner = new Operator();
    const { code, stdout } = owner.mk360(["secrets", "list"], { SOPS_BIN: "/nowhere/sops" });
    expect({ code, lines: stdout.trim().split("\n").length }).toEqual({ code: 0, lines: declared.length + 1 });
    owner.remove();
  });
});
