import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { fewSecrets } from "../../main/part";
import { describeClone } from "./secrets-clone";

describeClone("those for whom .sops.yaml has secrets encrypted", fewSecrets, (owner) => {
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

  test("knows an SSH key by itself, whatever note stands behind it; init writes it into the rules that it makes", () => {
    const file = join(owner().home, "somebody");
    const { code } = owner().run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "#laptop,mine:", "-f", file]);
    const note = readFileSync(`${file}.pub`, "utf8").trim();
    const key = note.split(" ").slice(0, 2).join(" ");
    const config = owner().read("config.yaml");
    owner().configure([/^ {2}recipients: \[\]/m, `  recipients: ["${note}"]`]);
    owner().write(".sops.yaml", owner().rules.replace(/^( +age: age1\S+,age1\S+)$/m, `$1,${key}`));
    owner().succeeds("secrets", "rotate", "n8n-database");
    owner().erase("secrets");
    owner().erase(".sops.yaml");
    owner().succeeds("secrets", "init");
    owner().write("config.yaml", config);
    expect([code, owner().read(".sops.yaml")]).toEqual([
      0,
      expect.stringMatching(new RegExp(`^ +age: age1\\S+,age1\\S+,${key.replaceAll("+", "\\+")}$`, "m")),
    ]);
    expect(owner().read("secrets/cluster/public/n8n-database.yaml")).toContain(`recipient: ${key}`);
  });

  describe("a merge that drops or moves a key", () => {
    const [own, flux] = [() => keysOf()[1] ?? "", () => keysOf()[2] ?? ""];
    const keysOf = () => /^ +age: (age1\S+),(age1\S+)$/m.exec(owner().rules) ?? [];

    test.each([
      [
        "Flux' key from the cluster's rule",
        () => owner().rules.replace(`,${flux()}`, ""),
        /the rule for secrets\/cluster is "without age1.*the key of Flux/,
      ],
      [
        "your own from the cluster's rule",
        () => owner().rules.replace(`${own()},`, ""),
        /the rule for secrets\/cluster is "without age1.*your own key/,
      ],
      [
        "your own from the authority's rule",
        () => owner().rules.replace(`age: ${own()}\n`, `age: ${flux()}\n`),
        /the rule for secrets\/authority\.yaml is "without age1.*your own key/,
      ],
      [
        "Flux' key into the authority's rule",
        () => owner().rules.replace(`age: ${own()}\n`, `age: ${own()},${flux()}\n`),
        /line \d+, Flux' key in a rule that is not for secrets\/cluster, is "age1.*Fix: remove it from the rule for secrets\/authority\.yaml/,
      ],
      [
        "each into a group of its own, to be opened together",
        () => owner().rules.replace(/ +age: \S+,\S+/, `    key_groups: [{ age: ["${own()}"] }, { age: ["${flux()}"] }]`),
        /key_groups is "2 groups, of which 2 are needed together"/,
      ],
    ])("is refused: %s; nothing is written", (_, rules, says) => {
      owner().write(".sops.yaml", rules());
      expect(owner().read(".sops.yaml")).not.toBe(owner().rules);
      expect(owner().refused("secrets", "rotate", "internal-ca")).toMatch(says);
      expect(owner().tree("secrets")).toEqual(owner().start);
    });
  });

  describe("a merge that changes what is encrypted", () => {
    test.each([
      [
        "passwords in the clear",
        () => owner().rules.replace("^(data|stringData)$", "^data$"),
        /leaves stringData\.\S+(, stringData\.\S+)* in the clear.*git checkout -- \.sops\.yaml/,
      ],
      [
        "names that Flux reads",
        () => owner().rules.replace(/encrypted_regex: .*/, "unencrypted_regex: ^nothing$"),
        /hides apiVersion, kind, metadata\.name/,
      ],
      [
        "the key of the authority in the clear",
        () => owner().rules.replace(/(\^secrets\/authority.*\n)/, "$1    encrypted_regex: ^nothing$\n"),
        /leaves ca\.crt, ca\.key in the clear/,
      ],
    ])("is refused: %s; no value is in what is said", (_, rules, says) => {
      owner().write(".sops.yaml", rules());
      expect(owner().read(".sops.yaml")).not.toBe(owner().rules);
      const said = owner().refused("secrets", "rotate", "internal-ca");
      expect(said).toMatch(says);
      expect(said).not.toContain("PRIVATE KEY");
      expect(owner().tree("secrets")).toEqual(owner().start);
    });
  });

  describe("on a computer where not every key lies", () => {
    const file = () => join(dirname(owner().ageKeyFile), "mk360-flux.agekey");
    let [flux, config] = ["", ""];
    beforeEach(() => {
      flux = readFileSync(file(), "utf8");
      config = owner().read("config.yaml");
    });
    afterEach(() => {
      writeFileSync(file(), flux, { mode: 0o600 });
      owner().write("config.yaml", config);
    });
    const fluxKey = () => /^ +age: age1\S+,(age1\S+)$/m.exec(owner().rules)?.[1] ?? "";

    test("Flux' key is to be named first, not removed; once named it may not be lost", () => {
      renameSync(file(), `${file()}.away`);
      expect(owner().refused("secrets", "rotate", "n8n-database")).toMatch(
        /Fix: where it is a key of yours or that of Flux, which this computer may not have, add it to secrets\.recipients/,
      );
      owner().configure([/^ {2}recipients: \[\]/m, `  recipients: [${fluxKey()}]`]);
      owner().succeeds("secrets", "rotate", "n8n-database");
      owner().restore();
      owner().write(".sops.yaml", owner().rules.replace(`,${fluxKey()}`, ""));
      expect(owner().refused("secrets", "rotate", "n8n-database")).toMatch(
        /without age1.*each key that secrets\.recipients of config\.yaml names/,
      );
    });

    test.each([
      ["cut off", "AGE-SECRET-KEY-1QQ"],
      ["with a wrong letter", undefined],
    ])("a file with Flux' key %s is refused by its name, without the key", (_, broken) => {
      const key = /^AGE-SECRET-KEY-\S+/m.exec(flux)?.[0] ?? "";
      const text = broken ?? `${key.slice(0, -1)}${key.endsWith("Q") ? "P" : "Q"}`;
      writeFileSync(file(), `${text}\n`);
      const said = owner().refused("secrets", "rotate", "n8n-database");
      expect(said).toContain(`${file()} is "a key with a wrong letter, or a part of one"`);
      expect(said.toUpperCase()).not.toContain(text.slice(16).toUpperCase());
    });

    test("your own that sops gets by a command is to be named, and then it works", () => {
      const away = join(owner().home, "elsewhere.txt");
      const own = /^ +age: (age1\S+),age1\S+$/m.exec(owner().rules)?.[1] ?? "";
      renameSync(owner().ageKeyFile, away);
      const env = { SOPS_AGE_KEY_CMD: `cat ${away}` };
      const before = owner().mk360(["secrets", "rotate", "n8n-database"], env);
      owner().configure([/^ {2}recipients: \[\]/m, `  recipients: [${own}]`]);
      const after = owner().mk360(["secrets", "rotate", "n8n-database"], env);
      renameSync(away, owner().ageKeyFile);
      expect([before.code, before.stderr, after.code]).toEqual([1, expect.stringContaining("add it to secrets.recipients"), 0]);
    });
  });
});
