import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { describeClone } from "./secrets-clone";

describeClone("those for whom .sops.yaml has secrets encrypted", 1, (owner) => {
  let stranger = "";
  beforeAll(async () => {
    stranger = await identityToRecipient(await generateX25519Identity());
  });
  beforeEach(() => owner().write(".sops.yaml", owner().rules));

  /** As a careless merge leaves it: one more key in the rule for the cluster, or in every rule. */
  const merged = (rules = owner().rules) => rules.replace(/^( +age: age1\S+,age1\S+)$/m, `$1,${stranger}`);
  const everywhere = () => owner().rules.replace(/^( +age: .*)$/gm, `$1,${stranger}`);

  describe.each([
    ["rotate", ["secrets", "rotate", "n8n-database"]],
    ["renew", ["secrets", "renew", "postgres-tls"]],
    ["rotate of the authority", ["secrets", "rotate", "internal-ca"]],
  ] as const)("%s", (_, args) => {
    test.each([
      ["the rule of the cluster", () => merged()],
      ["every rule", everywhere],
    ])("refuses one whom nobody has named, in %s, by its line and with both ways out; nothing is written", (__, rules) => {
      owner().write(".sops.yaml", rules());
      const before = [owner().tree("secrets"), owner().tree("dist")];
      const said = owner().refused(...args);
      expect(said).toMatch(
        new RegExp(
          `^\\.sops\\.yaml: line \\d+ is "${stranger}"\\. Allowed: your own age key .*nothing was written\\. Fix: where it is a key of yours or that of Flux, .*secrets\\.recipients; else remove it from \\.sops\\.yaml, and rotate what it could read\\.$`,
          "m",
        ),
      );
      expect([owner().tree("secrets"), owner().tree("dist")]).toEqual(before);
    });
  });

  test("init refuses it too, for what it would make", () => {
    const path =
      owner().declared.flatMap(({ name, namespaces }) =>
        name === "n8n-encryption" ? [`secrets/cluster/${namespaces[0]}/${name}.yaml`] : [],
      )[0] ?? "";
    owner().run("rm", [path]);
    owner().write(".sops.yaml", merged());
    expect(owner().refused("secrets", "init")).toContain(stranger);
    expect(owner().has(path)).toBe(false);
  });

  test("lets one read whom config.yaml names", () => {
    owner().configure([/^ {2}recipients: \[\]/m, `  recipients: [${stranger}]`]);
    owner().write(".sops.yaml", merged());
    owner().succeeds("secrets", "rotate", "n8n-database");
    expect(owner().read("secrets/cluster/public/n8n-database.yaml")).toContain(stranger);
    owner().configure([/^ {2}recipients: \[.*\]/m, "  recipients: []"]);
  });

  test("refuses rules from which Flux' key has gone: the cluster could not read what it applies", () => {
    owner().write(".sops.yaml", owner().rules.replace(/^( +age: age1\S+),age1\S+$/m, "$1"));
    expect(owner().refused("secrets", "rotate", "n8n-database")).toMatch(
      /creation_rules for secrets\/cluster is "without age1.*Fix: add it to that rule's age/,
    );
  });

  test.each([
    ["is not on this computer", (path: string) => rmSync(path)],
    ["is damaged", (path: string) => writeFileSync(path, "AGE-SECRET-KEY-1DAMAGED\n")],
  ])("where Flux' key %s, says first how to name it, and never that it is a bug", (_, harm) => {
    const path = join(dirname(owner().ageKeyFile), "mk360-flux.agekey");
    const key = readFileSync(path, "utf8");
    harm(path);
    try {
      expect(owner().refused("secrets", "rotate", "n8n-database")).toMatch(
        /Fix: where it is a key of yours or that of Flux, which this computer may not have, add it/,
      );
    } finally {
      writeFileSync(path, key, { mode: 0o600 });
    }
  });
});
