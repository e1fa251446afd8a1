import { spawnSync } from "node:child_process";
import { chmodSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { secretsDocument } from "../../../charts/facts/secrets";
import { stackOf } from "../../support/stack";
import { Operator } from "../operator";
import { describeClone, sops } from "./secrets-clone";

describeClone("mk360 secrets init with the real sops", { phase: 3 }, (owner) => {
  test("makes every key of every credential that needs nobody's knowledge, in each namespace that reads it", () => {
    const { credentials } = owner().exported();
    expect(Object.fromEntries(Object.entries(credentials).map(([name, values]) => [name, Object.keys(values)]))).toEqual(
      Object.fromEntries(owner().made.map(({ name, keys }) => [name, Object.keys(keys)])),
    );
    const files = owner().made.flatMap(({ name, namespaces }) => namespaces.map((namespace) => `cluster/${namespace}/${name}.yaml`));
    expect(Object.keys(owner().start).sort()).toEqual([...files, "authority.yaml"].sort());
  });

  test("leaves no value in the clear in the clone, and the age key to its owner alone", () => {
    const { authority, credentials } = owner().exported();
    const secret = owner().declared.flatMap(({ name, keys }) =>
      Object.entries(keys).flatMap(([key, { kind }]) => (kind === "text" || kind === "ca" ? [] : [credentials[name]?.[key] ?? ""])),
    );
    const everything = owner().everything() + owner().printed;
    const leaked = [...secret, authority["ca.key"] ?? ""].filter(
      (value) => value !== "" && everything.includes(value.split("\n")[1] ?? value),
    );
    expect(leaked).toEqual([]);
    expect(statSync(owner().ageKeyFile).mode & 0o777).toBe(0o600);
    expect(owner().everything()).toContain("AGE-SECRET-KEY-");
    expect(JSON.stringify(owner().tree(".")) + owner().printed).not.toContain("AGE-SECRET-KEY-");
  });

  test("gives Flux a key of its own, which opens the Secrets and not the authority", () => {
    const decrypt = (file: string) =>
      spawnSync(sops ?? "", ["decrypt", file], {
        cwd: owner().folder,
        env: { SOPS_AGE_KEY_FILE: join(dirname(owner().ageKeyFile), "mk360-flux.agekey"), HOME: "/nowhere" },
      }).status;
    expect([decrypt("secrets/cluster/public/n8n-database.yaml"), decrypt("secrets/authority.yaml")]).toEqual([0, 128]);
  });

  test("changes nothing the second time", () => {
    owner().succeeds("secrets", "init");
    expect(owner().tree("secrets")).toEqual(owner().start);
  });

  test("names each key that only the owner knows, and what does not work without it", () => {
    const said = owner().succeeds("secrets", "init").replace(/\s+/g, " ");
    const wanted = owner().declared.flatMap(({ name, keys }) => Object.entries(keys).map(([key, origin]) => ({ name, key, origin })));
    for (const { name, key, origin } of wanted) {
      if (origin.kind !== "given") continue;
      expect(said).toMatch(new RegExp(`${name} ${key} .*${origin.without}`));
    }
  });

  test("takes what the owner knows from a file, keeps it, and asks for the rest", () => {
    const file = join(owner().home, "given.yaml");
    writeFileSync(file, "mail-account: { password: abc-def }\nopensign-signing: { passphrase: one of two }\n", { mode: 0o600 });
    const said = owner().succeeds("secrets", "init", "--given", file);
    expect(owner().value("mail-account", "password")).toBe("abc-def\n");
    // A credential that is not whole would only start a pod that fails.
    expect(owner().printed).toContain("opensign-signing: passphrase is not kept without pfx-base64");
    expect(said).toContain("opensign-signing");
    expect(owner().has("secrets/cluster/public/opensign-signing.yaml")).toBe(false);
    rmSync(file);
  });

  test("asks on a terminal, and leaves for later what stays empty", () => {
    const { status, stdout } = spawnSync(
      "script",
      ["-qec", `'${process.execPath}' '${join(__dirname, "../../../cli/bin.mjs")}' secrets init`, "/dev/null"],
      {
        cwd: owner().folder,
        env: owner().environment,
        encoding: "utf8",
        input: `typed-password\n${"\n".repeat(50)}`,
      },
    );
    expect({ status, asked: stdout.includes("archive-business, password: ") }).toEqual({ status: 0, asked: true });
    expect(owner().value("archive-business", "password")).toBe("typed-password\n");
    expect(owner().has("secrets/cluster/public/paperless-gpt-access.yaml")).toBe(false);
  });

  test("is refused a file that others can read, before anything is written", () => {
    const file = join(owner().home, "given.yaml");
    writeFileSync(file, "mail-account: { password: abc }\n");
    chmodSync(file, 0o644);
    expect(owner().refused("secrets", "init", "--given", file)).toContain("chmod 600");
    expect(owner().tree("secrets")).toEqual(owner().start);
    rmSync(file);
  });

  test("makes again what somebody has removed, with the value that another namespace still has", () => {
    const before = owner().value("n8n-database", "password");
    rmSync(join(owner().folder, "secrets/cluster/public/n8n-database.yaml"));
    owner().succeeds("secrets", "init");
    expect(owner().value("n8n-database", "password")).toBe(before);
    expect(owner().has("secrets/cluster/public/n8n-database.yaml")).toBe(true);
  });

  test("says as data what it made and what waits for the owner", () => {
    rmSync(join(owner().folder, "secrets/cluster/public/n8n-encryption.yaml"));
    const { version, made, missing } = JSON.parse(owner().succeeds("secrets", "init", "--json")) as Record<string, unknown>;
    expect({ version, made }).toEqual({ version: 1, made: ["n8n-encryption"] });
    expect(missing).toEqual(expect.arrayContaining([expect.objectContaining({ credential: "backup-storage-box", key: "ssh-key" })]));
  });

  test("keeps the secrets of a service that is switched off", () => {
    owner().configure([/^off:.*/m, "off: [roundcube]"]);
    owner().succeeds("secrets", "init");
    expect(owner().has("secrets/cluster/private/roundcube-database.yaml")).toBe(true);
    expect(owner().mk360(["secrets", "list"]).stdout).toMatch(/^roundcube-database +not in use/m);
    owner().configure([/^off:.*/m, "off: []"]);
  });
});

describe("without sops", () => {
  test("list needs neither sops nor a key", () => {
    const owner = new Operator();
    const { code, stdout } = owner.mk360(["secrets", "list"], { SOPS_BIN: "/nowhere/sops" });
    const [table = ""] = stdout.split("\n\n");
    const rows = table.split("\n").filter((line) => /^[a-z]/.test(line));
    expect({ code, rows: rows.length }).toEqual({ code: 2, rows: secretsDocument(stackOf()).credentials.length + 1 });
    owner.remove();
  });
});
