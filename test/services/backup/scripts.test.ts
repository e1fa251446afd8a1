import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "@jest/globals";
import { type Environment, freePort, outcome, reason, Sandbox, scripts, until } from "./restic";

// A restic that writes down how it was called and answers as a file says: what the scripts decide, without the real one.
const box = new Sandbox();
const bin = box.folder("stub");
const calls = box.path("calls");
const secret = box.file("secret", "s3cret\n");
chmodSync(
  box.file(
    "stub/restic",
    `#!/bin/sh
printf '%s\\n' "$*" >>'${calls}'
case "$*" in
  *snapshots*) if [ -e '${box.path("snapshots")}' ]; then cat '${box.path("snapshots")}'; else echo '[]'; fi ;;
  *'cat config'*) cat '${box.path("message")}' >&2; exit "$(cat '${box.path("code")}')" ;;
  *init*) exit 9 ;;
esac
`,
  ),
  0o755,
);

const called = () => (existsSync(calls) ? readFileSync(calls, "utf8").trim().split("\n") : []);
const answers = (code: number, message: string) => {
  box.file("code", String(code));
  box.file("message", `${message}\n`);
};
const complete: Record<string, Environment> = {
  "backup.sh": {
    RESTIC_REPOSITORY: "/r",
    RESTIC_PASSWORD_FILE: secret,
    BACKUP_HOST: "h",
    BACKUP_TAG: "t",
    BACKUP_SOURCES: box.path("data"),
  },
  "copy.sh": {
    RESTIC_FROM_REPOSITORY: "/s",
    RESTIC_FROM_PASSWORD_FILE: secret,
    RESTIC_REPOSITORY: "/r",
    RESTIC_PASSWORD_FILE: secret,
    KEEP_WITHIN: "28d",
    OWNED_TAGS: "t",
    BACKUP_HOST: "h",
  },
  "forget.sh": {
    RESTIC_REPOSITORY: "/r",
    RESTIC_PASSWORD_FILE: secret,
    KEEP_WITHIN: "7d",
    OWNED_TAGS: "t",
    FORGET_JOB: "j",
    BACKUP_HOST: "h",
  },
  "check.sh": { RESTIC_REPOSITORY: "/r", RESTIC_PASSWORD_FILE: secret },
  "archive.sh": {
    ARCHIVE_SOURCE: box.path("data"),
    ARCHIVE_TARGET: "share/folder",
    ARCHIVE_SERVICE: "s",
    RCLONE_SMB_HOST: "127.0.0.1",
    RCLONE_SMB_PORT: "1",
    RCLONE_SMB_USER: "u",
    SMB_PASSWORD_FILE: secret,
  },
  "dump-mongodb.sh": {
    MONGO_HOST: "127.0.0.1",
    MONGO_PORT: "1",
    MONGO_USER: "u",
    MONGO_DATABASE: "d",
    MONGO_PASSWORD_FILE: secret,
    DUMP_DIRECTORY: box.path("data"),
  },
  "dump-postgres.sh": {
    PGHOST: "127.0.0.1",
    PGPORT: "1",
    PGUSER: "u",
    PGDATABASE: "d",
    PGPASSWORD_FILE: secret,
    DUMP_DIRECTORY: box.path("data"),
  },
};
const run = (name: string, env: Environment) => box.run(name, { LOCK_WAIT: "0", ...env }, undefined, bin);

box.file("data/file", "content");
afterAll(() => box.end());
beforeEach(() => {
  execFileSync("rm", ["-f", calls, box.path("snapshots")]);
  answers(0, "");
});

describe("what a script needs", () => {
  const needs = Object.entries(complete).flatMap(([name, env]) => Object.keys(env).map((variable) => [name, variable] as const));

  test.each(needs)("%s names %s when it is not set", async (name, variable) => {
    const done = await run(name, { ...complete[name], [variable]: "" });
    expect(done.code).toBe(1);
    expect(reason(done)).toBe(`${name.slice(0, -3)}: ${variable} is not set`);
    expect(called()).toEqual([]);
  });

  test.each(needs.filter(([, variable]) => variable.endsWith("_FILE")))(
    "%s names the file of %s that is not there",
    async (name, variable) => {
      const done = await run(name, { ...complete[name], [variable]: "/nowhere/secret" });
      expect(done.code).toBe(1);
      expect(reason(done)).toBe(`${name.slice(0, -3)}: ${variable}: there is no file /nowhere/secret`);
    },
  );

  test("an empty secret is named, and its path", async () => {
    const empty = box.file("empty-secret", "\n");
    const done = await run("backup.sh", { ...complete["backup.sh"], RESTIC_REST_USERNAME: "u", REST_PASSWORD_FILE: empty });
    expect(done.code).toBe(1);
    expect(reason(done)).toBe(`backup: the secret file ${empty} is empty`);
    expect(called()).toEqual([]);
  });
});

describe("when a repository is made", () => {
  const inits = () => called().filter((line) => line.startsWith("init"));

  test.each([
    [10, "Fatal: repository does not exist"],
    [1, "Fatal: unable to open config file: stat /r/config: no such file or directory\nIs there a repository at the following location?"],
    [1, "Fatal: unable to open config file: <config/> does not exist\nIs there a repository at the following location?"],
  ])("code %i, %s: it is missing and made", async (code, message) => {
    answers(code, message);
    await run("backup.sh", complete["backup.sh"] ?? {});
    expect(inits()).toEqual(["init"]);
  });

  test.each([
    [12, "Fatal: wrong password or no key found"],
    [11, "Fatal: unable to create lock in backend"],
    [1, "Fatal: wrong password or no key found"],
    [
      1,
      "Fatal: unable to open config file: dial tcp 10.0.0.1:8000: connect: connection refused\nIs there a repository at the following location?",
    ],
    [1, "Fatal: unable to open config file: unexpected HTTP response (401): 401 Unauthorized"],
    [130, ""],
  ])("code %i, %s: never", async (code, message) => {
    answers(code, message);
    const done = await run("backup.sh", complete["backup.sh"] ?? {});
    expect(done.code).toBe(1);
    expect(reason(done)).toBe(`backup: the repository /r cannot be opened (restic code ${code})`);
    expect(inits()).toEqual([]);
  });

  test("a copy gives the new repository the chunker of the old one", async () => {
    answers(10, "");
    box.file("snapshots", '[{"time":"2026-01-01T00:00:00Z","id":"aa"}]');
    await run("copy.sh", complete["copy.sh"] ?? {});
    expect(inits()).toEqual([`init --from-repo /s --from-password-file ${secret} --copy-chunker-params`]);
  });
});

describe("check.sh", () => {
  const partOf = async (env: Environment) => {
    box.file("snapshots", '[{"time":"2026-01-01T00:00:00Z","id":"aa"}]');
    const done = await run("check.sh", { ...complete["check.sh"], ...env });
    expect(done.code).toBe(0);
    return called()
      .findLast((line) => line.startsWith("check"))
      ?.split("=")[1];
  };

  test("reads every part once in CHECK_PARTS weeks, over New Year too", async () => {
    const read: (string | undefined)[] = [];
    for (let week = 2973; week < 2973 + 5; week++) read.push(await partOf({ CHECK_PARTS: "5", CHECK_WEEK: String(week) }));
    expect(read.sort()).toEqual(["1/5", "2/5", "3/5", "4/5", "5/5"]);
  });

  test("takes eight parts and the week of today by itself", async () => {
    const week = Math.floor((Math.floor(Date.now() / 86_400_000) + 3) / 7);
    expect(await partOf({})).toBe(`${(week % 8) + 1}/8`);
  });

  test.each([
    [{ CHECK_PARTS: "0" }, "check: CHECK_PARTS=0 is not a whole number above 0"],
    [{ CHECK_PARTS: "08" }, "check: CHECK_PARTS=08 is not a whole number"],
    [{ CHECK_WEEK: "next" }, "check: CHECK_WEEK=next is not a whole number"],
  ])("%j is refused", async (env, expected) => {
    const done = await run("check.sh", { ...complete["check.sh"], ...(env as unknown as Environment) });
    expect(done.code).toBe(1);
    expect(reason(done)).toBe(expected);
  });
});

describe("wait_for_port", () => {
  const waiting = (port: number) =>
    box.script("backup.sh", { ...complete["backup.sh"], WAIT_FOR: `127.0.0.1:${port}`, WAIT_SECONDS: "20" }, undefined, bin);

  test("goes on as soon as a port that refused at first answers", async () => {
    const port = await freePort();
    const done = outcome(waiting(port));
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect(called()).toEqual([]);
    const server = createServer((socket) => socket.destroy()).listen(port, "127.0.0.1");
    await done;
    server.close();
    expect(called()[0]).toBe("cat config --no-lock");
  });

  test("SIGTERM ends the wait at once and leaves nothing behind", async () => {
    const child = waiting(1);
    const done = outcome(child);
    const temporary = box.path("tmp");
    await until(() => readdirSync(temporary).length > 0);
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.kill("SIGTERM");
    expect(await done).toMatchObject({ code: 143 });
    expect((await done).seconds).toBeLessThan(5);
    expect(reason(await done)).toBe("backup: stopped half way, nothing of this run counts");
    expect(readdirSync(temporary)).toEqual([]);
  });

  test("asks with nc where there is no bash", async () => {
    const lone = box.folder("lone");
    for (const name of ["sh", "dirname", "basename", "mktemp", "rm", "cat", "date", "sleep", "find", "head", "grep"]) {
      const found = execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
      execFileSync("ln", ["-sf", found, join(lone, name)]);
    }
    chmodSync(box.file("lone/nc", `#!/bin/sh\nprintf '%s\\n' "$*" >>'${box.path("knocks")}'\nexit 1\n`), 0o755);
    const done = await box.run("backup.sh", { ...complete["backup.sh"], PATH: lone, WAIT_FOR: "nas:8000", WAIT_SECONDS: "1" });
    expect(reason(done)).toBe("backup: nas:8000 did not answer in time");
    expect(readFileSync(box.path("knocks"), "utf8").split("\n")[0]).toBe("-z -w 3 nas 8000");
  });
});

test("every script is run by sh and says so", () => {
  for (const name of readdirSync(scripts).filter((file) => file.endsWith(".sh"))) {
    expect(readFileSync(join(scripts, name), "utf8")).toMatch(/^#!\/bin\/sh\n|^# shellcheck shell=sh\n/);
  }
});
