import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import redisSettings from "../../charts/services/storage/redis.conf";
import { podNamed } from "../support/pods";
import { type Done, describeReal, freePort, onPath, Sandbox, services, shells, until } from "../support/real";
import { whole } from "../support/stack";

jest.setTimeout(60_000);

const server = onPath("redis-server");
const client = onPath("redis-cli");
const script = join(services, "storage/scripts/render-users.sh");

describe.each(shells)("render-users.sh with %s", (shell, program) => {
  describeReal(`render-users.sh, ${shell}`, { [shell]: program }, () => {
    const box = new Sandbox();
    afterAll(() => box.end());
    const render = (list: string) => box.script(shell, [script, box.path("users.acl"), box.file("users.tsv", list)]);

    test("writes hashes and never a password, for nobody else to read", () => {
      expect(render(`app\t${box.file("password", "secret\n")}\n`)).toMatchObject({ code: 0, stderr: "" });
      const written = readFileSync(box.path("users.acl"), "utf8");
      expect(written).toContain("2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b");
      expect(written).not.toContain("secret");
      expect(statSync(box.path("users.acl")).mode & 0o077).toBe(0);
    });

    test("fails for a password that is missing or empty, and leaves the old list whole", () => {
      render(`app\t${box.file("password", "secret")}\n`);
      const before = readFileSync(box.path("users.acl"), "utf8");
      expect(render(`app\t${box.path("nowhere")}\n`).code).toBe(1);
      expect(render(`app\t${box.file("empty", "")}\n`).stderr).toContain("app: the password file");
      expect(readFileSync(box.path("users.acl"), "utf8")).toBe(before);
    });

    test("without clients still closes the default user", () => {
      expect(render("").code).toBe(0);
      expect(readFileSync(box.path("users.acl"), "utf8")).toMatch(/^user default off$/m);
    });
  });
});

describeReal("Redis with our settings and users", { "redis-server": server, "redis-cli": client }, () => {
  const box = new Sandbox();
  let port = 0;
  const args = podNamed(whole.objects, "redis-business").spec.containers[0]?.args ?? [];

  beforeAll(async () => {
    port = await freePort();
    box.file("password", "correct horse battery");
    box.script("dash", [
      script,
      box.path("users.acl"),
      box.file("users.tsv", `paperless-business\t${box.path("password")}\n`),
      box.file("monitors.tsv", `netdata\t${box.path("password")}\n`),
    ]);
    const conf = redisSettings
      .replace("/run/redis/users.acl", box.path("users.acl"))
      .replace("dir /data", `dir ${box.folder("data")}`)
      .replace("port 6379", `port ${port}`)
      .replace("bind * -::*", "bind 127.0.0.1");
    const { child, log } = box.start(server ?? "", [box.file("redis.conf", conf), ...args]);
    await until(() => log().includes("Ready to accept connections") || child.exitCode !== null, 20);
    if (child.exitCode !== null) throw new Error(log());
  });

  afterAll(() => box.end());

  const ask = (user: string | undefined, password: string, ...command: string[]): string => {
    const login = user ? ["--no-auth-warning", "--user", user, "--pass", password] : [];
    const done: Done = box.run(client ?? "", ["-h", "127.0.0.1", "-p", `${port}`, ...login, ...command]);
    return `${done.stdout}${done.stderr}`.trim();
  };
  const app = (...command: string[]) => ask("paperless-business", "correct horse battery", ...command);

  test("lets nobody in without a name", () => {
    expect(ask(undefined, "", "ping")).toContain("NOAUTH");
    expect(ask("default", "", "ping")).toMatch(/WRONGPASS|NOAUTH/);
  });

  test.each(["wrong", "", "correct horse battery "])("refuses the client with the password %j", (password) => {
    expect(ask("paperless-business", password, "get", "x")).toMatch(/WRONGPASS|NOAUTH/);
  });

  test("lets the client do what Celery and kombu do: queues, blocking reads, sets, transactions, channels, scripts", () => {
    expect(app("lpush", "celery", "task")).toBe("1");
    expect(app("brpop", "celery", "1")).toBe("celery\ntask");
    expect(app("sadd", "_kombu.binding.celery", "x")).toBe("1");
    expect(app("zadd", "unacked_index", "1", "x")).toBe("1");
    expect(app("hset", "unacked", "x", "y")).toBe("1");
    expect(app("setex", "celery-task-meta-1", "60", "done")).toBe("OK");
    expect(app("publish", "celery-task-meta-1", "done")).toBe("0");
    expect(app("eval", "return 1", "0")).toBe("1");
    expect(app("info", "server")).toContain("redis_version");
    expect(app("keys", "celery*")).toContain("celery-task-meta-1");
    expect(
      box.run(
        client ?? "",
        ["-p", `${port}`, "--no-auth-warning", "--user", "paperless-business", "--pass", "correct horse battery"],
        {},
        "multi\nset a 1\nexpire a 60\nexec\n",
      ).stdout,
    ).toContain("OK");
  });

  test.each([
    ["flushall"],
    ["config", "get", "*"],
    ["acl", "list"],
    ["shutdown"],
    ["debug", "sleep", "0"],
    ["replicaof", "no", "one"],
    ["save"],
    ["client", "list"],
    ["module", "list"],
  ])("refuses the client %s", (...command) => {
    expect(app(...command)).toMatch(/NOPERM|not allowed/);
  });

  test("lets the probe ask whether it lives, with any password, and nothing else", () => {
    expect(ask("probe", "any", "ping")).toBe("PONG");
    for (const command of [["get", "x"], ["set", "x", "y"], ["info"], ["keys", "*"], ["publish", "x", "y"], ["acl", "whoami"]])
      expect(ask("probe", "any", ...command)).toContain("NOPERM");
  });

  test("lets a monitor read figures, and no key nor its name", () => {
    const monitor = (...command: string[]) => ask("netdata", "correct horse battery", ...command);
    expect([monitor("ping"), monitor("info", "server").includes("redis_version")]).toEqual(["PONG", true]);
    for (const command of [
      ["get", "x"],
      ["set", "x", "y"],
      ["keys", "*"],
      ["scan", "0"],
      ["publish", "x", "y"],
      ["config", "get", "*"],
    ])
      expect(monitor(...command)).toContain("NOPERM");
  });

  test("the script of the probe says yes to this server and no to one that is away", () => {
    const at = (where: number) =>
      box.script("dash", [
        box.file(
          "ping.sh",
          readFileSync(join(services, "storage/scripts/ping.sh"), "utf8").replaceAll("redis-cli", `redis-cli -p ${where}`),
        ),
      ]).code;
    expect(at(port)).toBe(0);
    expect(at(1)).not.toBe(0);
  });

  test("drops nothing when memory ends, and ends where the argument says", () => {
    expect(app("info", "memory")).toMatch(/maxmemory_policy:noeviction/);
    expect(app("info", "memory")).toMatch(new RegExp(`maxmemory:${Number.parseInt(args[1] ?? "", 10) * 1024 ** 2}\\b`));
    expect(app("info", "persistence")).toContain("aof_enabled:1");
  });
});
