import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { UptimeKuma } from "../../support/uptime-kuma";
import { describeReal, type Environment, freePort, type Outcome, onPath, outcome, reason, resticProgram, Sandbox, scripts } from "./restic";

const programs = { dash: onPath("dash"), bash: onPath("bash"), busybox: onPath("busybox"), restic: resticProgram };

describeReal("watched.sh with real shells, before a real HTTP server", programs, () => {
  const box = new Sandbox();
  const token = "Tq7mXw2ZkL0aVb9RcN4sYd8Ge1Hf6JuP";
  const tokenFile = box.file("token", `${token}\n`);
  const kuma = new UptimeKuma([token]);
  let port = 0;

  beforeAll(async () => {
    execFileSync(programs.busybox ?? "", ["--install", "-s", box.folder("alpine")]);
    port = await kuma.open();
  });
  afterAll(async () => {
    await kuma.close();
    box.end();
  });
  beforeEach(() => kuma.reset());

  const monitor = (extra: Environment = {}): Environment => ({
    MONITOR_HOST: "127.0.0.1",
    MONITOR_PORT: `${port}`,
    MONITOR_TOKEN_FILE: tokenFile,
    MONITOR_PAUSE: "1",
    MONITOR_WAIT: "1",
    ...extra,
  });

  describe("before its work, in a pod", () => {
    const start = (port: number, pause: string) =>
      box.start("dash", [join(scripts, "watched.sh"), "sh", "-c", "date +%s%N"], {
        KUBERNETES_SERVICE_HOST: "127.0.0.1",
        KUBERNETES_SERVICE_PORT: `${port}`,
        POLICY_PAUSE: pause,
      });

    test("waits until the API server, which no policy lets it reach, is refused", async () => {
      const server = createServer((socket) => socket.destroy());
      const open = await freePort();
      await new Promise<void>((resolve) => server.listen(open, "127.0.0.1", resolve));
      const running = outcome(start(open, "0.2"));
      await new Promise((resolve) => setTimeout(resolve, 700));
      const wallClock = BigInt(Date.now()) * 1_000_000n;
      await new Promise((resolve) => server.close(resolve));
      const done = await running;
      expect(BigInt(done.stdout.trim())).toBeGreaterThanOrEqual(wallClock);
      expect(done).toMatchObject({ code: 0, stderr: "" });
    });

    test("works all the same where no policy is held, and says so", async () => {
      const server = createServer((socket) => socket.destroy());
      const open = await freePort();
      await new Promise<void>((resolve) => server.listen(open, "127.0.0.1", resolve));
      const done = await outcome(start(open, "0"));
      await new Promise((resolve) => server.close(resolve));
      expect(done.code).toBe(0);
      expect(reason(done)).toBe("watched: the API server can be reached, which no policy allows: does the cluster hold policies?");
    });
  });

  describe.each([
    ["dash and bash, as in Debian's images", "dash", undefined],
    ["busybox alone, as in Alpine's images", box.path("alpine/sh"), box.path("alpine")],
  ] as const)("%s", (_, shell, path) => {
    const start = (env: Environment, ...command: string[]) =>
      box.start(shell, [join(scripts, "watched.sh"), ...command], path ? { PATH: path, ...env } : env);
    const run = (env: Environment, ...command: string[]): Promise<Outcome> => outcome(start(env, ...command));
    const green = (done: Outcome, line: RegExp) => {
      expect(done.code).toBe(0);
      expect(reason(done)).toMatch(line);
      expect(`${done.stdout}${done.stderr}`).not.toContain(token);
    };

    test("tells of a good end, once", async () => {
      const done = await run(monitor(), "printf", "%s|", "two words", "and more");
      green(done, /^watched: ended well, and 127\.0\.0\.1:\d+ knows it$/);
      expect(done.stdout).toBe("two words|and more|");
      expect(kuma.asked).toEqual([`/api/push/${token}?status=up&msg=OK`]);
    });

    test("tells after the end and never before", async () => {
      const trace = box.path(`trace-${shell.length}`);
      let wasThere: boolean | undefined;
      kuma.onPush = () => {
        wasThere = existsSync(trace);
      };
      green(await run(monitor(), "sh", "-c", `sleep 1; : >${trace}`), /knows it$/);
      expect(wasThere).toBe(true);
    });

    test("tells nothing of a bad end, and ends with its code", async () => {
      expect(await run(monitor(), "sh", "-c", "exit 3")).toMatchObject({ code: 3 });
      expect(await run(monitor(), "there-is-no-such-program")).toMatchObject({ code: 127 });
      expect(kuma.asked).toEqual([]);
    });

    test("passes SIGTERM on, and tells nothing of what was stopped half way", async () => {
      const child = start(monitor(), "sleep", "30");
      const done = outcome(child);
      await new Promise((resolve) => setTimeout(resolve, 500));
      child.kill("SIGTERM");
      expect(await done).toMatchObject({ code: 143 });
      expect((await done).seconds).toBeLessThan(5);
      expect(kuma.asked).toEqual([]);
    });

    test("shows the token in no list of processes and no environment, while it tells", async () => {
      let seen: string[] = [];
      kuma.onPush = async () => {
        await new Promise((resolve) => setTimeout(resolve, 200));
        seen = everyProcess();
      };
      green(await run(monitor(), "true"), /knows it$/);
      // The very programs that carry the request were looked at.
      expect(seen.some((text) => text.includes("watched.sh"))).toBe(true);
      expect(seen.some((text) => text.includes(`127.0.0.1\0${port}`))).toBe(true);
      expect(seen.filter((text) => text.includes(token))).toEqual([]);
    });

    test("stays green when nobody is there, and says so after three tries", async () => {
      const nobody = await freePort();
      const done = await run(monitor({ MONITOR_PORT: `${nobody}` }), "true");
      green(done, new RegExp(`^watched: ended well, but 127\\.0\\.0\\.1:${nobody} could not be told: no answer$`));
      expect(done.seconds).toBeGreaterThan(2);
    });

    test("stays green when it is refused three times, and does not repeat what the refusal repeats", async () => {
      const done = await run(monitor({ MONITOR_TOKEN_FILE: box.file("other", "unknown1234\n") }), "true");
      green(done, /could not be told: HTTP\/1\.1 404 Not Found$/);
      expect(kuma.asked).toHaveLength(3);
      expect(done.stderr).not.toContain("unknown1234");
    });

    test("stays green when somebody is there who never answers", async () => {
      const mutePort = await freePort();
      const mute = createServer();
      await new Promise<void>((resolve) => mute.listen(mutePort, "127.0.0.1", resolve));
      const done = await run(monitor({ MONITOR_PORT: `${mutePort}`, MONITOR_TRIES: "1" }), "true");
      mute.close();
      green(done, /could not be told: no answer$/);
      expect(done.seconds).toBeLessThan(15);
    });

    test.each([
      ["missing", "/nowhere/token", "there is no readable secret file /nowhere/token"],
      ["empty", box.file("empty", "\n"), `the secret file ${box.path("empty")} is empty`],
    ])("stays green when the token is %s", async (_, file, why) => {
      const done = await run(monitor({ MONITOR_TOKEN_FILE: file }), "true");
      green(done, /^watched: /);
      expect(reason(done)).toBe(`watched: ${why}`);
      expect(kuma.asked).toEqual([]);
    });

    test("runs the command and no more where no monitor runs", async () => {
      expect(await run({}, "sh", "-c", "echo done; exit 0")).toMatchObject({ code: 0, stdout: "done\n", stderr: "" });
      expect(await run({}, "sh", "-c", "exit 4")).toMatchObject({ code: 4 });
    });
  });

  describe("around a backup with a real restic", () => {
    const job = (source: string): Environment => ({
      ...monitor(),
      RESTIC_REPOSITORY: box.path("repository"),
      RESTIC_PASSWORD_FILE: box.file("password", "correct horse\n"),
      BACKUP_HOST: "mk360",
      BACKUP_TAG: "n8n",
      BACKUP_SOURCES: source,
      LOCK_WAIT: "0",
    });
    const backUp = (source: string) =>
      outcome(box.start("sh", [join(scripts, "watched.sh"), "sh", join(scripts, "backup.sh")], job(source)));

    test("tells of the snapshot, and of none that was not made", async () => {
      box.file("data/file", "content");
      const good = await backUp(box.path("data"));
      expect(good.stderr).toMatch(/^backup: snapshot [0-9a-f]{8} holds 1 files and 7 bytes\nwatched: ended well, and .* knows it$/m);
      expect([good.code, kuma.pushes]).toEqual([0, [token]]);

      const bad = await backUp(box.path("nowhere"));
      expect(reason(bad)).toBe(`backup: BACKUP_SOURCES: ${box.path("nowhere")} is missing`);
      expect([bad.code, kuma.pushes]).toEqual([1, [token]]);
    });
  });
});

/** What /proc shows of every process but this one: its words, and its environment where it may be read. */
function everyProcess(): string[] {
  const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && name !== `${process.pid}`);
  return processes.flatMap((name) => ["cmdline", "environ"].map((file) => read(`/proc/${name}/${file}`)));
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
