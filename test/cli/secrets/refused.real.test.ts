import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { generateX25519Identity } from "age-encryption";
import { fewSecrets } from "../../main/part";
import { Operator } from "../operator";
import { describeClone } from "./secrets-clone";

describeClone("what mk360 secrets cannot use is refused, and nothing changes", fewSecrets, (owner) => {
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
    owner().write(file, change(owner().read(file)));
    const changed = owner().tree("secrets");
    for (const command of [["init"], ["apply"], ["rotate", "n8n-database"], ["renew"], ["export", "n8n-database", "password"]]) {
      const message = owner().refused("secrets", ...command);
      for (const part of [file, "Allowed:", "Fix:", ...says]) expect(message).toContain(part);
    }
    expect(owner().tree("secrets")).toEqual(changed);
  });

  test("a Secret that stands under another's name", () => {
    renameSync(join(owner().folder, file), join(owner().folder, "secrets/cluster/storage/n8n.yaml"));
    expect(owner().refused("secrets", "init")).toContain("move the file to secrets/cluster/storage/n8n-database.yaml");
  });

  test("two namespaces that disagree", () => {
    owner().succeeds("secrets", "rotate", "n8n-database");
    owner().restore({ ...owner().start, "cluster/storage/n8n-database.yaml": owner().read("secrets/cluster/storage/n8n-database.yaml") });
    expect(owner().refused("secrets", "init")).toMatch(/n8n-database.yaml: stringData.password .*one value in every namespace/);
  });

  test.each([
    ["that opens none of it", generateX25519Identity, "Allowed: an age key that the file was encrypted for"],
    ["in a file that holds none", async () => "nothing", "no line begins with AGE-SECRET-KEY-"],
    ["that was cut off", async () => "AGE-SECRET-KEY-1QQ", "Allowed: an age key that the file was encrypted for"],
  ])("an age key %s", async (_name, make, ...says) => {
    const key = readFileSync(owner().ageKeyFile);
    writeFileSync(owner().ageKeyFile, `${await make()}\n`);
    const message = owner().refused("secrets", "init");
    writeFileSync(owner().ageKeyFile, key);
    for (const part of [...says, owner().ageKeyFile]) expect(message).toContain(part);
    expect(owner().tree("secrets")).toEqual(owner().start);
  });

  test("rules that are gone while the secrets are there", () => {
    const rules = owner().read(".sops.yaml");
    rmSync(join(owner().folder, ".sops.yaml"));
    expect(owner().refused("secrets", "init")).toContain("git checkout -- .sops.yaml");
    owner().write(".sops.yaml", rules);
  });

  test("an authority whose key is gone, instead of a second one in secret", () => {
    rmSync(join(owner().folder, "secrets/authority.yaml"));
    expect(owner().refused("secrets", "init")).toContain("secrets/authority.yaml");
  });

  test("generations that were edited into something else", () => {
    owner().write("secrets/generations.yaml", "generations: { n8n-database: two }\n");
    expect(owner().refused("secrets", "list")).toContain("generations.n8n-database");
  });

  test("no sops program, before a key is made", () => {
    const fresh = new Operator();
    const { code, stderr } = fresh.mk360(["secrets", "init"], { SOPS_BIN: "/nowhere/sops" });
    expect({ code, key: fresh.has("secrets") || fresh.has(".sops.yaml") }).toEqual({ code: 1, key: false });
    expect(stderr).toContain("install it");
    fresh.remove();
  });
});
