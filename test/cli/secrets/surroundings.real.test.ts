import { spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { fewSecrets } from "../../main/part";
import { describeClone } from "./secrets-clone";

const command = join(__dirname, "../../../cli/bin.mjs");

describeClone("mk360 secrets among all that may lie around it", fewSecrets, (owner) => {
  const at = (path: string) => join(owner().folder, path);
  const rotating = (name: string): Promise<number | null> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [command, "secrets", "rotate", name], {
        cwd: owner().folder,
        env: owner().environment,
        stdio: "ignore",
      });
      child.once("close", resolve);
    });

  test("two rotations at once: each that says it is done is done, and one that came too late has changed nothing", async () => {
    const names = ["n8n-database", "paperless-business-database"];
    const before = owner().exported().credentials;
    const codes = await Promise.all(names.map(rotating));
    const after = owner().exported().credentials;
    expect(codes).toContain(0);
    expect(names.map((name) => after[name]?.password !== before[name]?.password)).toEqual(codes.map((code) => code === 0));
    const counted = owner().read("secrets/generations.yaml");
    expect(names.map((name) => counted.includes(`${name}: 2`))).toEqual(codes.map((code) => code === 0));
  });

  test("what somebody changes while init waits for an answer is not overwritten", async () => {
    const script = `'${process.execPath}' '${command}' secrets init`;
    const child = spawn("script", ["-qec", script, "/dev/null"], { cwd: owner().folder, env: owner().environment, stdio: "pipe" });
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    let said = "";
    await new Promise<void>((resolve) => {
      child.stdout.on("data", (text) => {
        said += text;
        if (said.includes("value: ") || said.includes("file that holds it: ")) resolve();
      });
    });
    owner().succeeds("secrets", "rotate", "n8n-database");
    const rotated = owner().tree("secrets");
    child.stdin.end(`typed-password\n${"\n".repeat(20)}`);
    expect([await ended, said]).toEqual([1, expect.stringContaining("run the same command again")]);
    expect(owner().tree("secrets")).toEqual(rotated);
  });

  describe("a folder that is not as it was", () => {
    test("is put back when a command was killed at the worst moment", () => {
      owner().succeeds("secrets", "rotate", "n8n-database");
      const password = owner().value("n8n-database", "password");
      const whole = owner().tree("secrets");
      renameSync(at("secrets"), at(`.cdk8s/secrets.previous-${2 ** 22 + 1}`));
      expect(owner().succeeds("secrets", "init")).toContain(`0 made, ${owner().made.length} were there`);
      expect(owner().tree("secrets")).toEqual(whole);
      expect(owner().value("n8n-database", "password")).toBe(password);
    });

    test("is not made anew in secret where Git still knows it", () => {
      const git = (...args: string[]) => expect(spawnSync("git", args, { cwd: owner().folder }).status).toBe(0);
      git("init", "--quiet");
      git("add", "secrets", ".sops.yaml");
      rmSync(at("secrets"), { recursive: true });
      expect(owner().refused("secrets", "init")).toContain("git checkout -- secrets");
      expect(owner().has("secrets")).toBe(false);
      rmSync(at(".git"), { recursive: true });
    });

    test("keeps what is not mk360's, byte for byte, with its mode", () => {
      const bytes = Buffer.from([0, 255, 128, 10, 13]);
      writeFileSync(at("secrets/binary"), bytes, { mode: 0o600 });
      owner().succeeds("secrets", "rotate", "n8n-database");
      expect(readFileSync(at("secrets/binary"))).toEqual(bytes);
      expect(statSync(at("secrets/binary")).mode & 0o777).toBe(0o600);
    });

    test.each(["secrets", "secrets/cluster/public"])("is refused where %s leads elsewhere", (path) => {
      const elsewhere = join(owner().home, "elsewhere");
      renameSync(at(path), elsewhere);
      symlinkSync(elsewhere, at(path));
      for (const args of [["init"], ["rotate", "n8n-database"]])
        expect(owner().refused("secrets", ...args)).toContain(`${path} is "a link"`);
      rmSync(at(path));
      renameSync(elsewhere, at(path));
      expect(owner().tree("secrets")).toEqual(owner().start);
    });
  });

  describe("nothing of a secret is said", () => {
    const given = (text: string) => {
      writeFileSync(join(owner().home, "given.yaml"), text, { mode: 0o600 });
      return owner().refused("secrets", "init", "--given", join(owner().home, "given.yaml"));
    };

    test.each([
      ["a password that YAML cannot read", "mail-account:\n  password: @Hunter2Secret!\n", "line 2"],
      ["a password alone", "Hunter2Secret\n", "the whole file"],
      ["a password with a colon", "mail-account:\n  password: a: Hunter2Secret\n", "line 2"],
      ["a list", "- Hunter2Secret\n", "the whole file"],
    ])("by %s in the owner's file", (_what, text, place) => {
      const said = given(text);
      expect(said).toContain(place);
      expect(said).not.toContain("Hunter2");
    });

    test("by a value that was typed into a file of sops", () => {
      const file = "secrets/cluster/storage/n8n-database.yaml";
      owner().write(
        file,
        owner()
          .read(file)
          .replace(/password: ENC\[.*/, "password: Hunter2Secret"),
      );
      const said = owner().refused("secrets", "init");
      expect(said).toContain(file);
      expect(said).not.toContain("Hunter2");
    });
  });

  describe("variables and the age key", () => {
    test("whoever a variable names as a reader is none", async () => {
      const stranger = await identityToRecipient(await generateX25519Identity());
      const env = { SOPS_AGE_RECIPIENTS: stranger, SOPS_CONFIG: "/nowhere", SOPS_PGP_FP: "ABCD" };
      expect(owner().mk360(["secrets", "rotate", "n8n-database"], env).code).toBe(0);
      expect(owner().read("secrets/cluster/storage/n8n-database.yaml")).not.toContain(stranger);
      expect(owner().value("n8n-database", "password")).toMatch(/^\w{40}\n$/);
    });

    test.each(["XDG_CONFIG_HOME", "HOME", "SOPS_AGE_KEY_FILE"])("an empty %s leads no key into the repository", (name) => {
      owner().mk360(["secrets", "init"], { [name]: "" });
      expect([owner().has("sops"), owner().has(".config"), owner().has("keys.txt")]).toEqual([false, false, false]);
    });

    test("a key in the repository is refused before it is made", () => {
      rmSync(at(".sops.yaml"));
      rmSync(at("secrets"), { recursive: true });
      const { code, stderr } = owner().mk360(["secrets", "init"], { XDG_CONFIG_HOME: "." });
      owner().write(".sops.yaml", owner().rules);
      expect([code, stderr]).toEqual([1, expect.stringContaining("outside of the repository")]);
      expect(owner().has("sops")).toBe(false);
    });

    test.each([
      ["not there", (file: string) => rmSync(file)],
      ["empty", (file: string) => writeFileSync(file, "")],
      ["no file", (file: string) => void [rmSync(file), mkdirSync(file)]],
      [
        "a file in which no line begins with AGE-SECRET-KEY-",
        (file: string) => writeFileSync(file, `\uFEFF${readFileSync(file, "utf8").split("\n").at(-2)}`),
      ],
    ])("a key file that is %s is named as that", (what, change) => {
      const key = readFileSync(owner().ageKeyFile);
      change(owner().ageKeyFile);
      const said = owner().refused("secrets", "init");
      rmSync(owner().ageKeyFile, { recursive: true, force: true });
      writeFileSync(owner().ageKeyFile, key, { mode: 0o600 });
      expect(said).toContain(`${owner().ageKeyFile} is "${what}"`);
    });

    test("a key file that others can read is refused when the rules are made with it", () => {
      rmSync(at(".sops.yaml"));
      rmSync(at("secrets"), { recursive: true });
      chmodSync(owner().ageKeyFile, 0o644);
      const said = owner().refused("secrets", "init");
      chmodSync(owner().ageKeyFile, 0o600);
      owner().write(".sops.yaml", owner().rules);
      expect(said).toContain("chmod 600");
    });
  });

  describe("init says", () => {
    test("where both keys are, also when an earlier run was cut off before its end", () => {
      rmSync(at("secrets"), { recursive: true });
      const said = owner().succeeds("secrets", "init");
      expect(said).toContain(dirname(owner().ageKeyFile));
      expect(said).toMatch(/keys\.txt is yours.*mk360-flux\.agekey is for Flux/s);
    });

    test("that a value for what exists is not taken, and what takes it", () => {
      const file = join(owner().home, "given.yaml");
      writeFileSync(file, "mail-account: { password: first }\n", { mode: 0o600 });
      owner().succeeds("secrets", "init", "--given", file);
      writeFileSync(file, "mail-account: { password: second }\n", { mode: 0o600 });
      const { code, stderr } = owner().mk360(["secrets", "init", "--given", file]);
      expect([code, stderr]).toEqual([0, expect.stringContaining("mk360 secrets rotate mail-account --given")]);
      expect(owner().value("mail-account", "password")).toBe("first\n");
    });
  });
});
