import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "@jest/globals";
import { load } from "js-yaml";
import { filesNamed } from "../support/pods";
import { describeReal, Sandbox, services, shells } from "../support/real";
import { whole } from "../support/stack";

const box = new Sandbox();
afterAll(() => box.end());

describe.each(shells)("with %s", (shell, program) => {
  describeReal(`join-users.sh, ${shell}`, { [shell]: program }, () => {
    const script = join(services, "ops/scripts/join-users.sh");
    const target = box.path("users/htpasswd");
    const join_ = (...lines: string[]) => box.script(shell, [script, target, ...lines]);

    beforeEach(() => {
      rmSync(box.path("users"), { recursive: true, force: true });
      mkdirSync(box.path("users"));
    });

    test("joins the lines of all sides, each on a line of its own although a secret has no end of line", () => {
      const done = join_(box.file("business", "business:$2y$05$abc"), box.file("private", "private:$2y$05$def\n"));
      expect(done).toMatchObject({ code: 0, stderr: "" });
      expect(readFileSync(target, "utf8").split("\n").filter(Boolean)).toEqual(["business:$2y$05$abc", "private:$2y$05$def"]);
    });

    test("shows the file to nobody else", () => {
      join_(box.file("business", "business:x"));
      expect(statSync(target).mode & 0o077).toBe(0);
    });

    test.each([
      ["is missing", () => box.path("nowhere")],
      ["is empty", () => box.file("empty", "")],
    ])("fails when a line %s, names it, and leaves the old file whole", (_, line) => {
      join_(box.file("business", "business:x"));
      const done = join_(box.file("business", "business:y"), line());
      expect(done.code).toBe(1);
      expect(done.stderr).toContain(`${line()} is missing or empty`);
      expect(readFileSync(target, "utf8")).toContain("business:x");
    });

    test("can run again", () => {
      join_(box.file("business", "business:x"));
      expect(join_(box.file("business", "business:z")).code).toBe(0);
      expect(readFileSync(target, "utf8").trim()).toBe("business:z");
    });
  });

  describeReal(`seed-adguard.sh, ${shell}`, { [shell]: program }, () => {
    const script = join(services, "home/scripts/seed-adguard.sh");
    const map = filesNamed(whole.objects, "adguard-seed-adguard-seed");
    const target = box.path("conf/AdGuardHome.yaml");
    // Every character that a bcrypt hash may hold.
    const hash = "$2y$10$./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz01";
    const seed = (content = `${hash}\n`) =>
      box.script(shell, [script, box.file("seed/AdGuardHome.yaml", map["AdGuardHome.yaml"] ?? ""), box.file("hash", content), target]);

    beforeEach(() => {
      rmSync(box.path("conf"), { recursive: true, force: true });
      mkdirSync(box.path("conf"));
    });

    test("writes the settings with the hash in their place, and nothing else changed", () => {
      expect(seed()).toMatchObject({ code: 0, stderr: "" });
      const written = readFileSync(target, "utf8");
      expect(written).toBe((map["AdGuardHome.yaml"] ?? "").replace("PASSWORD_HASH", () => hash));
      expect((load(written) as { users: { password: string }[] }).users[0]?.password).toBe(hash);
    });

    test("leaves a file that is there alone, because it is AdGuard's", () => {
      box.file("conf/AdGuardHome.yaml", "mine: true\n");
      expect(seed().code).toBe(0);
      expect(readFileSync(target, "utf8")).toBe("mine: true\n");
    });

    test("starts again after a run that was cut off before the file was whole", () => {
      box.file("conf/AdGuardHome.yaml", "");
      expect(seed().code).toBe(0);
      expect(readFileSync(target, "utf8")).toContain(hash);
    });

    test("fails without a hash and leaves nothing behind", () => {
      expect(seed("").code).toBe(1);
      expect(existsSync(target)).toBe(false);
      expect(readdirSync(box.path("conf"))).toEqual([]);
    });

    test("shows the hash to nobody else", () => {
      seed();
      expect(statSync(target).mode & 0o077).toBe(0);
    });
  });
});
