import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type Container, filesNamed, podNamed } from "../../support/pods";
import { PostgresServer, postgresPrograms } from "../../support/postgres";
import { databases, Provisioning } from "../../support/provisioning";
import { type Done, describeReal, freePort, onPath, Sandbox, shells, until } from "../../support/real";
import { whole } from "../../support/stack";

/** The program of dist that a client's pod starts with, and its script. */
function waitOf(client: string, credential: string): { readonly program: Container; readonly script: string } {
  const program = podNamed(whole.objects, client).spec.initContainers?.find(({ name }) => name === `wait-for-${credential}`);
  if (!program) throw new Error(`${client} does not wait for ${credential}`);
  return { program, script: Object.values(filesNamed(whole.objects, `${client}-wait-for-${credential}-wait`))[0] ?? "" };
}

/** Runs it as the pod would, with this suite's secrets; its words come as they are said. */
function waiting(box: Sandbox, { program, script }: ReturnType<typeof waitOf>, env: Readonly<Record<string, string>>, shell = "dash") {
  const own = (program.env ?? []).map(({ name, value = "" }) => [name, value.replace("/secrets/", `${box.path("secrets")}/`)]);
  const file = box.file(`${program.name}.sh`, script);
  const [command, ...args] = shell === "busybox" ? [onPath("busybox") ?? "", "sh"] : [shell];
  return box.start(command ?? "", [...args, file], { ...Object.fromEntries(own), ...env });
}

async function done({ child, log }: ReturnType<Sandbox["start"]>): Promise<Pick<Done, "code" | "stderr">> {
  await until(() => child.exitCode !== null, 60);
  await new Promise((resolve) => setTimeout(resolve, 50));
  return { code: child.exitCode, stderr: log() };
}

describeReal("a client of PostgreSQL waits", postgresPrograms, () => {
  const box = new Sandbox();
  const server = new PostgresServer(box);
  const provisioning = new Provisioning(box, server);
  const wait = waitOf("n8n", "n8n-database");

  beforeAll(() => server.prepare());
  afterAll(() => box.end());

  test("until the server answers, its provisioning has run and the password is the new one, and says what is missing, each once", async () => {
    const run = waiting(box, wait, { ...server.place, WAIT_SECONDS: "90" });
    await until(() => run.log().includes("Connection refused"));
    await server.start();
    await until(() => run.log().includes('password authentication failed for user "n8n"'));
    expect(run.child.exitCode).toBe(null);
    expect(provisioning.run().code).toBe(0);
    const { code, stderr } = await done(run);
    expect(code).toBe(0);
    const lines = stderr.trim().split("\n");
    expect(lines.at(-1)).toBe("wait-for-postgres: n8n: takes the login");
    expect(
      lines.slice(0, -1).filter((line) => !line.startsWith("wait-for-postgres: n8n: not yet: psql: error: connection to server")),
    ).toEqual([]);
    expect(lines.filter((line, index) => lines.indexOf(line) !== index)).toEqual([]);
  });

  test.each(databases.map(({ name, credential }) => [name, credential.name] as const).filter(([name]) => name !== "dsgvo_system"))(
    "%s is let in at once when all is there",
    async (name, credential) => {
      const client = whole.stack.services.find(({ uses }) =>
        uses.some(({ grant }) => grant?.provider === "postgres" && grant.name === name),
      );
      const run = waiting(box, waitOf(client?.name ?? "", credential), { ...server.place, WAIT_SECONDS: "20" });
      expect(await done(run)).toEqual({ code: 0, stderr: `wait-for-postgres: ${name}: takes the login\n` });
    },
  );

  test.each([
    ["a database that is not there", { PGDATABASE: "nowhere" }, /gave up after 1 seconds: .*database "nowhere"/],
    ["a database of another", { PGDATABASE: "monica" }, /gave up after 1 seconds: .*permission denied for database "monica"/],
    ["a server under another name", { PGHOST: "elsewhere.example.org" }, /gave up after 1 seconds: .*does not match host name/],
    ["a server that is not there", { PGPORT: "1" }, /gave up after 1 seconds: .*Connection refused/],
    ["a password that is missing", { PGPASSWORD_FILE: "/nowhere" }, /PGPASSWORD_FILE: \/nowhere is missing or empty/],
  ])("and gives up with one clear line: %s", async (_, env, line) => {
    const { code, stderr } = await done(waiting(box, wait, { ...server.place, WAIT_SECONDS: "1", ...env }));
    expect(code).toBe(1);
    expect(stderr.trim().split("\n").at(-1)).toMatch(line);
    expect(stderr).not.toContain("first password");
  });
});

const redisServer = onPath("redis-server");

describe.each(shells)("a client of Redis, with %s", (shell, program) => {
  describeReal(
    `a client of Redis waits, ${shell}`,
    { "redis-server": redisServer, "redis-cli": onPath("redis-cli"), [shell]: program },
    () => {
      const box = new Sandbox();
      const wait = waitOf("paperless-business", "paperless-business-redis");
      let port = 0;
      const env = (more: Readonly<Record<string, string>> = {}) => ({
        REDIS_HOST: "127.0.0.1",
        REDIS_PORT: `${port}`,
        WAIT_SECONDS: "60",
        ...more,
      });

      beforeAll(async () => {
        port = await freePort();
        box.file("secrets/paperless-business-redis/password", "new");
      });
      afterAll(() => box.end());

      test("until the server answers and knows its password", async () => {
        const run = waiting(box, wait, env(), shell);
        await until(() => run.log().includes("not yet: Could not connect"));
        const acl = (password: string) =>
          box.file("users.acl", `user default on nopass ~* +@all\nuser paperless-business on >${password} +ping\n`);
        box.start(redisServer ?? "", ["--port", `${port}`, "--save", "", "--aclfile", acl("old"), "--dir", box.root]);
        await until(() => run.log().includes("not yet: AUTH failed: WRONGPASS"));
        expect(run.child.exitCode).toBe(null);
        acl("new");
        expect(box.run("redis-cli", ["-p", `${port}`, "acl", "load"]).stdout).toBe("OK\n");
        const { code, stderr } = await done(run);
        expect([code, stderr.trim().split("\n").at(-1)]).toEqual([0, "wait-for-redis: 127.0.0.1: takes the login"]);
      });

      test.each([
        ["a password that is wrong", { REDIS_USER: "somebody" }, /gave up after 1 seconds: AUTH failed: WRONGPASS/],
        ["a server that is not there", { REDIS_PORT: "1" }, /gave up after 1 seconds: Could not connect/],
        ["a password that is missing", { REDIS_PASSWORD_FILE: "/nowhere" }, /REDIS_PASSWORD_FILE: \/nowhere is missing or empty/],
      ])("and gives up with one clear line: %s", async (_, more, line) => {
        const { code, stderr } = await done(waiting(box, wait, env({ WAIT_SECONDS: "1", ...more }), shell));
        expect(code).toBe(1);
        expect(stderr.trim().split("\n").at(-1)).toMatch(line);
      });
    },
  );
});
