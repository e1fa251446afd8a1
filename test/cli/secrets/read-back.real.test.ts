import { chmodSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { writeYaml } from "../../../charts/config/write-yaml";
import { encryptedAndReadBack } from "../../../cli/secrets/read-back";
import { nastyKeys, nastyTexts } from "../../support/nasty-texts";
import { describeReal, Sandbox } from "../../support/real";
import { describeClone, sops } from "./secrets-clone";

describeReal("what sops is given", { sops }, () => {
  const sandbox = new Sandbox();
  let own: readonly string[] = [];
  const before = { folder: process.cwd(), sops: process.env.SOPS_BIN, key: process.env.SOPS_AGE_KEY_FILE };

  beforeAll(async () => {
    const { generateX25519Identity, identityToRecipient } = await import("age-encryption");
    const identity = await generateX25519Identity();
    process.env.SOPS_AGE_KEY_FILE = sandbox.file("keys.txt", `${identity}\n`);
    const age = await identityToRecipient(identity);
    own = [age];
    sandbox.file(".sops.yaml", writeYaml({ creation_rules: [{ encrypted_regex: "^stringData$", age }] }));
    process.chdir(sandbox.root);
  });
  afterAll(async () => {
    process.chdir(before.folder);
    for (const [name, value] of [
      ["SOPS_BIN", before.sops],
      ["SOPS_AGE_KEY_FILE", before.key],
    ] as const) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await sandbox.end();
  });

  test("comes back byte for byte, every text as a value and every name in the clear", async () => {
    const stringData = Object.fromEntries(nastyTexts().map((text, index) => [`${index}`, text]));
    const annotations = Object.fromEntries(nastyKeys().map((key) => [key, key]));
    await expect(
      encryptedAndReadBack("secret.yaml", { metadata: { annotations }, stringData }, { own, flux: [], named: [] }),
    ).resolves.toContain("ENC[");
  });

  test("and comes back as something else is refused by its name, without the value", async () => {
    const changed = encryptedAndReadBack(
      "secret.yaml",
      { stringData: { password: "half \ud83d", user: "whole" } },
      { own, flux: [], named: [] },
    );
    await expect(changed).rejects.toThrow(/^secret\.yaml: stringData\.password is "another text when it is read back"/);
    await expect(changed).rejects.not.toThrow("half");
  });
});

describeClone("mk360 secrets init with what a reader of YAML takes for something else", { phase: 3 }, (owner) => {
  const given = (values: Readonly<Record<string, string>>) => {
    const content = Object.fromEntries(Object.entries(values).map(([name, password]) => [name, { password }]));
    owner().write("given.yaml", writeYaml(content));
    chmodSync(join(owner().folder, "given.yaml"), 0o600);
  };

  test("keeps it as it was entered, and the next command reads it", () => {
    const passwords = { "mail-account": "0X1A2B3C", "archive-private": "08_15", "archive-business": "2026-1-1" };
    given(passwords);
    owner().succeeds("secrets", "init", "--given", "given.yaml");
    const { credentials } = owner().exported();
    expect(Object.fromEntries(Object.keys(passwords).map((name) => [name, credentials[name]?.password]))).toEqual(passwords);
  });

  test("writes nothing, and does not end well, when sops gives back another text", () => {
    const shim = `#!/bin/sh\ncase "$*" in *encrypt*) sed 's/7_7e7/7.7e+08/' | exec '${sops}' "$@" ;; *) exec '${sops}' "$@" ;; esac\n`;
    owner().write("shim/sops", shim);
    chmodSync(join(owner().folder, "shim/sops"), 0o755);
    given({ "mail-account": "7_7e7" });
    const { code, stderr } = owner().mk360(["secrets", "init", "--given", "given.yaml"], { SOPS_BIN: join(owner().folder, "shim/sops") });
    expect({
      code,
      said: stderr
        .trimEnd()
        .split("\n")
        .filter((line) => !line.includes('mail-account.yaml: stringData.password is "another text')),
    }).toEqual({ code: 1, said: [] });
    expect(stderr).not.toContain("7_7e7");
    expect(owner().tree("secrets")).toEqual(owner().start);
  });
});
