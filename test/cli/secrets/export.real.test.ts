import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { givenValues } from "../../support/given-values";
import { describeReal, onPath } from "../../support/real";
import { shippedConfig } from "../../support/stack";
import { SecretsClone, sops } from "./secrets-clone";

const command = join(__dirname, "../../../cli/bin.mjs");
let owner: SecretsClone;
let safe: string;

const begin = () => {
  owner = new SecretsClone({ phase: 3 });
};
const end = () => owner.remove();
const openSafe = () => {
  safe = mkdtempSync(join(tmpdir(), "mk360-safe-"));
};
const closeSafe = () => rmSync(safe, { recursive: true, force: true });

describeReal("mk360 secrets export with the real sops", { sops }, () => {
  beforeAll(begin);
  beforeEach(openSafe);
  afterEach(() => {
    closeSafe();
    owner.restore();
  });
  afterAll(end);

  test("writes one value into a new file of its owner alone, and shows it nowhere", () => {
    const file = join(safe, "password.txt");
    const before = owner.value("n8n-database", "password");
    expect(owner.succeeds("secrets", "export", "n8n-database", "password", "--to", file)).toBe("");
    expect({ text: readFileSync(file, "utf8"), mode: statSync(file).mode & 0o777 }).toEqual({ text: before, mode: 0o600 });
    expect(readdirSync(safe)).toEqual(["password.txt"]);
  });

  test("writes over no file, not even over a link to nowhere", () => {
    writeFileSync(join(safe, "mine.yaml"), "mine");
    symlinkSync(join(safe, "nowhere"), join(safe, "link.yaml"));
    for (const name of ["mine.yaml", "link.yaml"])
      expect(owner.refused("secrets", "export", "--to", join(safe, name))).toContain("a file that does not exist yet");
    expect(readFileSync(join(safe, "mine.yaml"), "utf8")).toBe("mine");
    expect(readdirSync(safe)).toEqual(["link.yaml", "mine.yaml"]);
  });

  test("names a folder that is not there", () => {
    expect(owner.refused("secrets", "export", "--to", join(safe, "none/x.yaml"))).toContain(`mkdir ${join(safe, "none")}`);
  });

  test("leaves nothing in the clear in the project's folder, by whatever path it is named", () => {
    mkdirSync(join(owner.folder, "deep"));
    symlinkSync(owner.folder, join(safe, "link"));
    const before = readdirSync(owner.folder, { recursive: true });
    for (const file of ["safe.yaml", "deep/safe.yaml", join(owner.folder, "safe.yaml"), join(safe, "link/safe.yaml")])
      for (const what of [[], ["n8n-database"], ["n8n-database", "password"]])
        expect(owner.refused("secrets", "export", ...what, "--to", file)).toMatch(/--to is .*outside the project's folder.*Fix: /);
    expect(readdirSync(owner.folder, { recursive: true })).toEqual(before);
  });

  test("takes a folder beside the project whose name begins with two dots or with the project's", () => {
    for (const name of [`${owner.folder}-safe.yaml`, join(owner.folder, "..", "..mk360-safe.yaml")]) {
      owner.succeeds("secrets", "export", "n8n-database", "--to", name);
      expect(readFileSync(name, "utf8")).toContain("n8n-database");
      rmSync(name);
    }
  });

  test("names the keys that a credential still waits for, and how they are entered", () => {
    for (const key of [["ssh-key.pub"], []])
      expect(
        owner.refused("secrets", "export", "backup-remote-nas", ...key, ...(key.length === 0 ? ["--to", join(safe, "x")] : [])),
      ).toMatch(
        /backup-remote-nas.* is "not made yet: it waits for known-hosts".*Fix: enter known-hosts \(.+\) with mk360 secrets init on a terminal, or in .*--given/,
      );
    const file = join(owner.home, "given.yaml");
    const { "backup-remote-nas": known } = givenValues(owner.declared, shippedConfig);
    writeFileSync(file, JSON.stringify({ "backup-remote-nas": known }), { mode: 0o600 });
    owner.succeeds("secrets", "init", "--given", file);
    rmSync(file);
    expect(owner.value("backup-remote-nas", "ssh-key.pub")).toMatch(/^ssh-ed25519 /);
  });

  test("sends a credential to init that it would make", () => {
    for (const path of Object.keys(owner.start).filter((each) => each.endsWith("/n8n-database.yaml")))
      rmSync(join(owner.folder, "secrets", path));
    expect(owner.refused("secrets", "export", "n8n-database", "password")).toContain("Fix: mk360 secrets init makes it");
  });

  test.each([
    [["n8n-databse", "password"], "did you mean n8n-database?"],
    [["backup-remote-nas", "known-host"], "did you mean known-hosts?"],
    [["n8n-database", "passwort"], "did you mean password?"],
  ])("says what was meant with %j", (names, says) => {
    expect(owner.refused("secrets", "export", ...names)).toContain(says);
  });

  test("lists the names there are where nothing like it is meant", () => {
    const said = owner.refused("secrets", "export", "nothere", "password");
    for (const { name } of owner.declared) expect(said).toContain(name);
    expect(said).toContain("Fix: take one of these");
  });

  test("needs no configuration for what is there", () => {
    const config = owner.read("config.yaml");
    owner.write("config.yaml", "phase: none\n");
    const { code } = owner.mk360(["secrets", "export", "n8n-database", "url"]);
    owner.write("config.yaml", config);
    expect(code).toBe(0);
  });
});

const programs = { sops, unshare: onPath("unshare"), "right to mount": process.getuid?.() === 0 ? "root" : undefined };

describeReal("mk360 secrets export onto a disk that is full", programs, () => {
  beforeAll(begin);
  beforeEach(openSafe);
  afterEach(closeSafe);
  afterAll(end);

  test("says so, and leaves nothing in the clear there", () => {
    const file = join(safe, "all.yaml");
    const mk360 = [process.execPath, command, "secrets", "export", "--to", file];
    const { status, stdout, stderr } = spawnSync("unshare", ["--mount", "sh", join(__dirname, "full-disk.sh"), safe, ...mk360], {
      cwd: owner.folder,
      encoding: "utf8",
      env: owner.environment,
    });
    expect({ status, left: stdout, stderr }).toEqual({
      status: 1,
      left: "rest\n",
      stderr: expect.stringMatching(/--to is .*ENOSPC.*a disk with free space\. Fix: free some space.*nothing was left there\.\n$/),
    });
  });
});
