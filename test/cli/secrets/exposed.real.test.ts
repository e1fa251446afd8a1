import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { fewSecrets } from "../../main/part";
import { describeClone, type SecretsClone, sops } from "./secrets-clone";

interface Exposed {
  readonly files: readonly string[];
  readonly what: string;
  readonly fix: string;
}

/** Encrypted again by the real sops, past mk360: as a merge or another tool leaves a file. */
function encryptedAgain(owner: SecretsClone, path: string, ...how: string[]): void {
  const clear = owner.run(sops ?? "sops", ["decrypt", path]);
  const file = join(owner.home, "clear.yaml");
  writeFileSync(file, clear.stdout);
  const again = owner.run(sops ?? "sops", ["--config", "/dev/null", "encrypt", ...how, file]);
  rmSync(file);
  expect([clear.code, again.code]).toEqual([0, 0]);
  owner.write(path, again.stdout);
}

describeClone("what stands in secrets/ for others to read", fewSecrets, (owner) => {
  const path = "secrets/cluster/public/n8n-database.yaml";
  const keys = () => /^ +age: (age1\S+),(age1\S+)$/m.exec(owner().rules)?.slice(1) ?? [];
  const list = (env = {}) => {
    const { code, stdout } = owner().mk360(["secrets", "list", "--json"], env);
    return { code, exposed: (JSON.parse(stdout) as { exposed: Exposed[] }).exposed };
  };
  let stranger = "";
  beforeEach(async () => {
    stranger = await identityToRecipient(await generateX25519Identity());
  });

  test("is nothing when mk360 has made it", () => {
    expect(list().exposed).toEqual([]);
  });

  test("is every file that a stranger can read, with what to make anew; then it is nothing", () => {
    encryptedAgain(owner(), path, "--encrypted-regex", "^stringData$", "--age", [...keys(), stranger].join(","));
    const { code, exposed } = list();
    expect([code, exposed.map(({ files }) => files)]).toEqual([2, [[path]]]);
    expect(exposed[0]?.what).toBe(`${stranger} can read ${path}, and shall not`);
    const [command = ""] = /mk360 secrets rotate \S+$/.exec(exposed[0]?.fix ?? "") ?? [];
    owner().succeeds(...command.split(" ").slice(1));
    expect(list().exposed).toEqual([]);
  });

  test("is the authority's key, when Flux can open it", () => {
    encryptedAgain(owner(), "secrets/authority.yaml", "--age", keys().join(","));
    expect(list().exposed).toMatchObject([
      {
        files: ["secrets/authority.yaml"],
        what: expect.stringContaining(keys()[1] ?? ""),
        fix: expect.stringMatching(/^remove it from the rule for secrets\/authority\.yaml, .*: mk360 secrets rotate internal-ca$/),
      },
    ]);
  });

  test("is a value in the clear: named, not shown", () => {
    encryptedAgain(owner(), path, "--encrypted-regex", "^nothing$", "--age", keys().join(","));
    const { code, exposed } = list();
    expect([code, exposed.map(({ what }) => what)]).toEqual([
      2,
      [`${path} shows stringData.username, stringData.password, stringData.url in the clear`],
    ]);
    const { stdout } = owner().mk360(["secrets", "list"]);
    const [, password = ""] = /^ {4}password: (\S+)$/m.exec(owner().read(path)) ?? [];
    expect(password).not.toBe("");
    expect([stdout.includes("in the clear"), stdout.includes(password)]).toEqual([true, false]);
    owner().succeeds("secrets", "rotate", "n8n-database");
    expect(list().exposed).toEqual([]);
  });

  test.each([
    [
      "the value of another field",
      (text: string) => text.replace(/^stringData:/m, "data:\n  more: aHVudGVyMg==\nstringData:"),
      "data.more",
    ],
    ["a number", (text: string) => text.replace(/^( +password:) .*/m, "$1 12345678"), "stringData.password"],
    [
      "what only begins as sops writes it",
      (text: string) => text.replace(/^( +password: ENC\[AES256_GCM,)data.*/m, "$1hunter2"),
      "stringData.password",
    ],
  ])("is %s that stands there as it is", (_, changed, where) => {
    owner().write(path, changed(owner().read(path)));
    expect(list().exposed.map(({ what }) => what)).toEqual([`${path} shows ${where} in the clear`]);
  });

  test("is a file that sops never saw, of whatever name, with what to do where nothing uses it", () => {
    for (const file of ["secrets/cluster/public/old.yml", "secrets/cluster/public/older.yaml"]) {
      owner().write(file, "kind: Secret\nmetadata: { name: old, namespace: public }\nstringData: { password: hunter2 }\n");
    }
    expect(list().exposed).toMatchObject([
      {
        what: expect.stringContaining("old.yml is not as sops writes it"),
        fix: expect.stringContaining("git rm secrets/cluster/public/old.yml"),
      },
      { what: expect.stringContaining("older.yaml is not as sops writes it") },
    ]);
  });

  test("is no Secret whose values are encrypted under data", () => {
    owner().write(
      path,
      owner()
        .read(path)
        .replace(/^stringData:/m, "data:"),
    );
    expect(list().exposed).toEqual([]);
  });

  describe("on a computer", () => {
    test("without an age key is judged as far as it can be, and that is the clear text", () => {
      encryptedAgain(owner(), path, "--encrypted-regex", "^nothing$", "--age", stranger);
      expect(list({ SOPS_AGE_KEY_FILE: join(owner().home, "none.txt") }).exposed).toHaveLength(1);
    });

    test("with a broken age key is not judged, and that is said", () => {
      expect(list({ SOPS_AGE_KEY: "AGE-SECRET-KEY-1QQ" }).exposed).toMatchObject([
        { what: expect.stringContaining("was not judged: SOPS_AGE_KEY is"), fix: expect.any(String) },
      ]);
    });
  });
});
