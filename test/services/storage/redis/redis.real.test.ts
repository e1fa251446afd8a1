import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { images } from "../../../../charts/images";
import { amount, filesNamed, podNamed } from "../../../support/pods";
import { describeReal, freePort, onPath, Sandbox, services, shells, until } from "../../../support/real";
import { whole } from "../../../support/stack";

const programs = { "redis-server": onPath("redis-server"), "redis-cli": onPath("redis-cli") };
/** Every Redis of the stack, with the users that its clients are granted. */
const instances = whole.stack.services.filter(({ main }) => main.image === images.redis).map(({ name }) => name);
const script = join(services, "storage/redis/render-users.sh");

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
      for (const nothing of ["", "\n"]) {
        expect(render(`app\t${box.file("empty", nothing)}\n`).stderr).toContain("app: the password file");
      }
      expect(readFileSync(box.path("users.acl"), "utf8")).toBe(before);
    });

    test("writes the same when it runs again, and another hash for another password", () => {
      const list = `app\t${box.file("password", "secret")}\n`;
      const written = () => (render(list).code === 0 ? readFileSync(box.path("users.acl"), "utf8") : "");
      const first = written();
      expect(written()).toBe(first);
      box.file("password", "another");
      expect(written()).not.toBe(first);
    });

    test("without clients still closes the default user", () => {
      expect(render("").code).toBe(0);
      expect(readFileSync(box.path("users.acl"), "utf8")).toMatch(/^user default off$/m);
    });
  });
});

/** One Redis as its pod has it: the first program's list of users, the settings and arguments of the main one. */
class Instance {
  readonly users;
  readonly monitors;
  readonly pod;
  port = 0;
  private running: ReturnType<Sandbox["start"]> | undefined;

  constructor(
    readonly name: string,
    private readonly box: Sandbox,
  ) {
    const grants = whole.stack.grants(name);
    this.users = grants.filter(({ kind }) => kind.name === "user");
    this.monitors = grants.filter(({ kind }) => kind.name === "monitor");
    this.pod = podNamed(whole.objects, name);
    for (const { credential } of grants) this.setPassword(credential.name, `${name}, ${credential.name}`);
  }

  setPassword(credential: string, password: string): void {
    this.box.file(`${this.name}/secrets/${credential}/password`, password);
  }

  /** What the container may hold, in bytes. */
  get limit(): number {
    return amount(this.pod.spec.containers[0]?.resources?.limits?.memory);
  }

  /** Starts the pod's programs one after the other, as a new pod would; the data stays. */
  async start(...more: string[]): Promise<void> {
    await this.stop();
    const [first] = this.pod.spec.initContainers ?? [];
    const lists = filesNamed(whole.objects, `${this.name}-render-users-etc-redis-users`);
    for (const [name, text] of Object.entries(lists)) this.file(name, text);
    const words = (first?.command ?? []).slice(2).map((word) => this.at(word.replace(/^.*\//, "")));
    const rendered = this.box.script("dash", [script, ...words]);
    if (rendered.code !== 0) throw new Error(rendered.stderr);
    this.port = await freePort();
    const settings = (filesNamed(whole.objects, `${this.name}-etc-redis`)["redis.conf"] ?? "")
      .replace("/run/redis/users.acl", this.at("users.acl"))
      .replace("dir /data", `dir ${this.box.folder(`${this.name}/data`)}`)
      .replace("port 6379", `port ${this.port}`)
      .replace("bind * -::*", "bind 127.0.0.1");
    const args = [this.file("redis.conf", settings), ...(this.pod.spec.containers[0]?.args ?? []), ...more];
    const { child, log } = this.box.start(programs["redis-server"] ?? "", args);
    this.running = { child, log };
    await until(() => log().includes("Ready to accept connections") || child.exitCode !== null, 20);
    if (child.exitCode !== null) throw new Error(log());
  }

  async stop(): Promise<void> {
    const child = this.running?.child;
    child?.kill("SIGTERM");
    await until(() => !child || child.exitCode !== null || child.signalCode !== null);
  }

  ask(user: string | undefined, password: string, command: readonly string[], input = ""): string {
    const login = user ? ["--no-auth-warning", "--user", user, "--pass", password] : [];
    // A subscription never ends by itself.
    const words = ["2", programs["redis-cli"] ?? "", "-h", "127.0.0.1", "-p", `${this.port}`, ...login, ...command];
    const done = this.box.run("timeout", words, {}, input);
    return `${done.stdout}${done.stderr}`.trim();
  }

  passwordOf(credential: string): string {
    return readFileSync(this.at(`secrets/${credential}/password`), "utf8");
  }

  private file(name: string, text: string): string {
    return this.box.file(`${this.name}/${name}`, text.replaceAll("/secrets/", `${this.at("secrets")}/`));
  }

  private at(name: string): string {
    return this.box.path(this.name, name);
  }
}

describeReal("Redis as dist has it", programs, () => {
  const box = new Sandbox();
  const all = instances.map((name) => new Instance(name, box));
  beforeAll(async () => {
    for (const each of all) await each.start();
  });
  afterAll(() => box.end());

  test("runs once a side", () => {
    expect(instances).toEqual(["redis-business", "redis-private"]);
  });

  describe.each(all.map((each) => [each.name, each] as const))("%s", (_, redis) => {
    const clients = redis.users.map(({ name, credential }) => [name, credential.name] as const);
    const monitors = redis.monitors.map(({ name, credential }) => [name, credential.name] as const);
    const as = (name: string, credential: string, ...command: string[]) => redis.ask(name, redis.passwordOf(credential), command);

    test("lets nobody in without a name", () => {
      expect(redis.ask(undefined, "", ["ping"])).toContain("NOAUTH");
      expect(redis.ask("default", "", ["ping"])).toMatch(/WRONGPASS|NOAUTH/);
      expect(redis.ask("default", "any", ["ping"])).toMatch(/WRONGPASS|NOAUTH/);
    });

    test("has a client and a monitor", () => {
      expect([clients.length, monitors.length]).toEqual([1, 1]);
    });

    test.each(clients)("refuses %s with another password", (name, credential) => {
      for (const password of ["wrong", "", `${redis.passwordOf(credential)} `])
        expect(redis.ask(name, password, ["get", "x"])).toMatch(/WRONGPASS|NOAUTH/);
    });

    test("refuses every user of the other side, with that side's password", () => {
      for (const other of all.filter((each) => each !== redis)) {
        for (const { name, credential } of [...other.users, ...other.monitors])
          expect(redis.ask(name, other.passwordOf(credential.name), ["ping"])).toContain("WRONGPASS");
      }
    });

    test.each(clients)("lets %s do what Celery, kombu, channels and the cache do", (name, credential) => {
      const app = (...command: string[]) => as(name, credential, ...command);
      expect(app("lpush", "celery", "task")).toBe("1");
      expect(app("brpop", "celery", "1")).toBe("celery\ntask");
      expect(app("sadd", "_kombu.binding.celery", "x")).toBe("1");
      expect(app("smembers", "_kombu.binding.celery")).toBe("x");
      expect(app("zadd", "unacked_index", "1", "x")).toBe("1");
      expect(app("zrevrangebyscore", "unacked_index", "2", "0")).toBe("x");
      expect(app("hset", "unacked", "x", "y")).toBe("1");
      expect(app("setex", "celery-task-meta-1", "60", "done")).toBe("OK");
      expect(app("set", "unacked_mutex", "x", "px", "1000", "nx")).toBe("OK");
      expect(app("publish", "/0.celery.pidbox", "done")).toBe("0");
      expect(app("eval", "return redis.call('zcard', KEYS[1])", "1", "unacked_index")).toBe("1");
      expect(app("bzpopmin", "unacked_index", "1")).toBe("unacked_index\nx\n1");
      expect(app("info", "server")).toContain("redis_version");
      expect(app("keys", "celery*")).toContain("celery-task-meta-1");
      expect(app("client", "setname", "celery")).toBe("OK");
      const together = "select 0\nwatch a\nmulti\nset a 1\nexpire a 60\nexec\n";
      expect(redis.ask(name, redis.passwordOf(credential), [], together).split("\n").slice(-2)).toEqual(["OK", "1"]);
      expect(app("psubscribe", "/0.celery.*")).toContain("psubscribe");
    });

    test.each(clients)("refuses %s whatever touches the server or all keys", (name, credential) => {
      const forbidden = [
        ["flushall"],
        ["flushdb"],
        ["config", "get", "*"],
        ["acl", "list"],
        ["shutdown"],
        ["debug", "sleep", "0"],
        ["replicaof", "no", "one"],
        ["save"],
        ["client", "list"],
        ["client", "kill", "id", "1"],
        ["monitor"],
        ["module", "list"],
      ];
      for (const command of forbidden)
        expect([command, as(name, credential, ...command)]).toEqual([command, expect.stringMatching(/NOPERM|not allowed/)]);
    });

    test("lets the probe ask whether it lives, with any password, and nothing else", () => {
      expect(redis.ask("probe", "any", ["ping"])).toBe("PONG");
      for (const command of [["get", "x"], ["set", "x", "y"], ["info"], ["keys", "*"], ["publish", "x", "y"], ["acl", "whoami"]])
        expect(redis.ask("probe", "any", command)).toContain("NOPERM");
    });

    test.each(monitors)("lets %s read figures, and no key nor its name", (name, credential) => {
      expect([as(name, credential, "ping"), as(name, credential, "info", "server").includes("redis_version")]).toEqual(["PONG", true]);
      for (const command of [
        ["get", "x"],
        ["set", "x", "y"],
        ["keys", "*"],
        ["scan", "0"],
        ["publish", "x", "y"],
        ["config", "get", "*"],
      ])
        expect(as(name, credential, ...command)).toContain("NOPERM");
    });

    test("the script of the probe says yes to this server and no to one that is away", () => {
      const at = (where: number) =>
        box.script("dash", [
          box.file(
            "ping.sh",
            readFileSync(join(services, "storage/redis/ping.sh"), "utf8").replaceAll("redis-cli", `redis-cli -p ${where}`),
          ),
        ]).code;
      expect(at(redis.port)).toBe(0);
      expect(at(1)).not.toBe(0);
    });

    test("stops filling where the fork that rewrites its log may still copy all of it", () => {
      const [name = "", credential = ""] = clients[0] ?? [];
      const most = Number(/maxmemory:(\d+)/.exec(as(name, credential, "info", "memory"))?.[1]);
      expect(most).toBeGreaterThan(0);
      expect(most * 2 * 1.2).toBeLessThanOrEqual(redis.limit);
      expect(as(name, credential, "info", "persistence")).toContain("aof_enabled:1");
    });

    test.each(clients)(
      "takes the rotated password of %s at its next start, and the old one no more; what was queued is still there",
      async (name, credential) => {
        const old = redis.passwordOf(credential);
        as(name, credential, "lpush", "kept", "task");
        redis.setPassword(credential, "rotated");
        await redis.start();
        expect(redis.ask(name, old, ["llen", "kept"])).toMatch(/WRONGPASS/);
        expect(as(name, credential, "llen", "kept")).toBe("1");
        redis.setPassword(credential, old);
        await redis.start();
      },
    );

    test.each(clients)("refuses %s a task when memory ends, and drops none that is queued", async (name, credential) => {
      await redis.start("--maxmemory", "3mb");
      const full = Array.from({ length: 60 }, () => `lpush full ${"x".repeat(50_000)}`).join("\n");
      const answers = redis.ask(name, redis.passwordOf(credential), [], `${full}\n`).split("\n");
      const taken = answers.filter((line) => /^\d+$/.test(line)).length;
      expect(answers.at(-1)).toMatch(/^OOM command not allowed/);
      expect(taken).toBeGreaterThan(5);
      expect(as(name, credential, "llen", "full")).toBe(`${taken}`);
      expect(as(name, credential, "del", "full")).toBe("1");
      await redis.start();
    });
  });
});
