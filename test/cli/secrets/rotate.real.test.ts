import { spawn, spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { expiryOf } from "../../../cli/secrets/authority";
import { describeClone, sops } from "./secrets-clone";

describeClone("mk360 secrets rotate and renew with the real sops", { phase: 1 }, (owner) => {
  test("gives one value to every namespace, counts the generation, and changes dist for those that read it alone", () => {
    const password = owner().value("n8n-database", "password");
    owner().succeeds("secrets", "rotate", "n8n-database");
    const url = owner().value("n8n-database", "url");
    expect(owner().value("n8n-database", "password")).not.toBe(password);
    expect(url).toContain(`:${owner().value("n8n-database", "password").trim()}@`);
    expect(owner().read("secrets/generations.yaml")).toContain("n8n-database: 2");
    expect(changedFiles(owner().dist, owner().tree("dist"))).toEqual([
      "10-storage/postgres-provisioning.yaml",
      "20-apps/n8n.yaml",
      "40-backup/n8n-backup.yaml",
    ]);
    expect(owner().read("dist/20-apps/n8n.yaml")).toContain("mk360.de/secrets: n8n-database=2");
  });

  test("says as data what has changed, by name and never by value, and the rest on standard error", () => {
    const rotated = owner().succeeds("secrets", "rotate", "n8n-database", "--json");
    const renewed = owner().succeeds("secrets", "renew", "postgres-tls", "--json");
    expect(JSON.parse(rotated)).toMatchObject({
      version: 1,
      changed: { "n8n-database": expect.arrayContaining(["password"]) },
      applied: false,
    });
    expect(JSON.parse(renewed)).toMatchObject({ version: 1, changed: { "postgres-tls": expect.arrayContaining(["tls.crt"]) } });
    expect(rotated + renewed).not.toContain(owner().value("n8n-database", "password").trim());
    expect(JSON.parse(owner().succeeds("secrets", "renew", "--json"))).toEqual({ version: 1, changed: {}, files: 0, applied: false });
  });

  test("of the authority makes every certificate anew", () => {
    const before = owner().exported();
    owner().succeeds("secrets", "rotate", "internal-ca");
    const after = owner().exported();
    expect(after.authority["ca.key"]).not.toBe(before.authority["ca.key"]);
    const certificates = owner().declared.filter(({ keys }) =>
      Object.values(keys).some(({ kind }) => kind === "certificate" || kind === "ca"),
    );
    expect(
      Object.keys(after.credentials).filter((name) => JSON.stringify(after.credentials[name]) !== JSON.stringify(before.credentials[name])),
    ).toEqual(certificates.map(({ name }) => name));
  });

  test("keeps what would lose data, and says why", () => {
    const before = owner().value("backup-business", "repository-password");
    expect(owner().succeeds("secrets", "rotate", "backup-business")).toContain("repository-password stays: it encrypts every backup");
    expect(owner().value("backup-business", "repository-password")).toBe(before);
  });

  test("says of everything that stays why, and what to do in its place", () => {
    const lasting = owner().declared.flatMap(({ name, keys }) =>
      Object.entries(keys).flatMap(([key, origin]) => (origin.kind === "random" && origin.lasts ? [{ name, key }] : [])),
    );
    const ways: Readonly<Record<string, RegExp>> = {
      "n8n-encryption": /key: n8n can read.* Fix: renew at each service the password or token that n8n stores/,
      "paperless-business-login": /To change it: log in to Paperless.* sops in secrets\/cluster\/\S+\/paperless-business-login\.yaml/,
      "paperless-business-owner": /username: the account is made once.* Fix: log in to Paperless and rename yourself/,
      "uptime-kuma-login": /password: Uptime Kuma takes it.* Fix: log in to Uptime Kuma/,
      "backup-business": /To change it: run `restic key passwd`.* sops in secrets\/cluster\/\S+\/backup-business\.yaml/,
      "backup-private": /To change it: run `restic key passwd`/,
      "backup-cluster": /To change it: run `restic key passwd`/,
    };
    const names = [...new Set(lasting.map(({ name }) => name))];
    expect(names.sort()).toEqual(Object.keys(ways).sort());
    for (const name of names) {
      const { stdout, stderr } = owner().mk360(["secrets", "rotate", name]);
      expect(stdout + stderr).toMatch(ways[name] ?? /^never named$/);
    }
    owner().restore();
  });

  test.each([
    ["an unknown name", ["rotate", "n8n-databse"], "did you mean n8n-database"],
    ["a name like none", ["rotate", "nothere"], "n8n-database, n8n-encryption"],
    ["a name like no certificate", ["renew", "nothere"], "Fix: take one of these"],
    ["a credential that was never made", ["rotate", "mail-account", "--given", "nowhere.yaml"], "nowhere.yaml"],
    ["a certificate that is none", ["renew", "n8n-database"], "postgres-tls"],
  ])("of %s is refused", (_name, args, says) => {
    expect(owner().refused("secrets", ...args)).toContain(says);
    expect(owner().tree("secrets")).toEqual(owner().start);
  });

  test("of what only the owner knows wants the new value", () => {
    const file = join(owner().home, "given.yaml");
    writeFileSync(file, "mail-account: { password: first }\n", { mode: 0o600 });
    owner().succeeds("secrets", "init", "--given", file);
    expect(owner().refused("secrets", "rotate", "mail-account")).toContain("a new value from you");
    writeFileSync(file, "mail-account: { password: second }\n", { mode: 0o600 });
    owner().succeeds("secrets", "rotate", "mail-account", "--given", file);
    expect(owner().value("mail-account", "password")).toBe("second\n");
    rmSync(file);
  });

  test("does not let other changes slip into the cluster with it", () => {
    owner().configure([/^off:.*/m, "off: [uptime-kuma]"]);
    expect(owner().refused("secrets", "rotate", "n8n-database")).toContain("npm run synth");
    owner().configure([/^off:.*/m, "off: []"]);
  });

  test("renew makes no certificate that lasts, and the one that is named", () => {
    const before = owner().exported().credentials;
    expect(owner().succeeds("secrets", "renew")).toContain("Nothing to renew");
    owner().succeeds("secrets", "renew", "postgres-tls");
    const after = owner().exported().credentials;
    expect(Object.keys(after).filter((name) => after[name]?.["tls.crt"] !== before[name]?.["tls.crt"])).toEqual(["postgres-tls"]);
    expect(after["internal-ca"]).toEqual(before["internal-ca"]);
  });

  test("renew makes a new certificate for one that cannot be read, and the authority stays", () => {
    const [file = ""] = Object.keys(owner().start).filter((path) => path.endsWith("/postgres-tls.yaml"));
    const set = spawnSync(sops ?? "sops", ["set", `secrets/${file}`, '["stringData"]["tls.crt"]', '"nonsense"'], {
      cwd: owner().folder,
      env: owner().environment,
      encoding: "utf8",
    });
    expect(set.stderr).toBe("");
    expect(owner().value("postgres-tls", "tls.crt")).toBe("nonsense\n");
    expect(owner().succeeds("secrets", "renew")).toContain("postgres-tls: new tls.crt, tls.key");
    expect(expiryOf(owner().value("postgres-tls", "tls.crt")).getTime()).toBeGreaterThan(Date.now());
    expect(owner().succeeds("secrets", "renew")).toContain("Nothing to renew");
  });

  test.each([50, 200, 400, 700, 1000])("Ctrl-C after %i ms of a rotation leaves the old secrets or the new ones, whole", async (delay) => {
    const child = spawn(process.execPath, [join(__dirname, "../../../cli/bin.mjs"), "secrets", "rotate", "internal-ca"], {
      cwd: owner().folder,
      env: owner().environment,
      stdio: "ignore",
    });
    const ended = new Promise((resolve) => child.once("close", resolve));
    setTimeout(() => child.kill("SIGINT"), delay);
    await ended;
    const { credentials } = owner().exported();
    expect(Object.keys(credentials)).toHaveLength(owner().made.length);
    expect(owner().succeeds("secrets", "init")).toContain(`${owner().made.length} were there`);
  });
});

function changedFiles(before: Record<string, string>, after: Record<string, string>): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((path) => before[path] !== after[path]).sort();
}
