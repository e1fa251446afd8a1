import { readdirSync, readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { PostgresSettings } from "../../../../charts/services/storage/postgres/postgres-settings";
import { Authority } from "../../../support/authority";
import { podNamed } from "../../../support/pods";
import { nobody, PostgresServer, postgresMajor, postgresPrograms } from "../../../support/postgres";
import { grants, Provisioning } from "../../../support/provisioning";
import { describeReal, Sandbox, until } from "../../../support/real";
import { whole } from "../../../support/stack";

describeReal("PostgreSQL with the settings of dist", postgresPrograms, () => {
  const box = new Sandbox();
  const server = new PostgresServer(box);
  const provisioning = new Provisioning(box, server);
  const superuser = { user: "postgres", password: server.superuser, database: "postgres" };

  beforeAll(async () => {
    await server.prepare();
    await server.start({ log_line_prefix: "%e %u@%d " });
    expect(provisioning.run().code).toBe(0);
  });
  afterAll(() => box.end());

  test("is the major version that the stack runs, and takes every line", () => {
    expect(server.ask("show server_version_num").slice(0, 2)).toBe(`${postgresMajor}`);
    expect(server.ask("select name, error from pg_file_settings where error is not null")).toBe("");
    expect(server.ask("select count(*) > 25 from pg_file_settings where applied")).toBe("t");
  });

  describe("lets in over TLS alone", () => {
    const other = new Authority(box, "other-ca");
    const attempt = (env: Readonly<Record<string, string>>) => server.query({ ...superuser, env }, "select 1");

    test.each(["postgres", "postgres.storage", "postgres.storage.svc", server.host])("who checks its name %s", (PGHOST) => {
      expect(attempt({ PGHOST })).toMatchObject({ code: 0, stdout: "1\n" });
    });

    test("with the newest protocol", () => {
      expect(server.ask("select version from pg_stat_ssl where pid = pg_backend_pid()")).toBe("TLSv1.3");
      expect(attempt({ PGSSLMAXPROTOCOLVERSION: "TLSv1.2" }).stderr).toMatch(/protocol version/);
    });

    test.each([
      ["under another name", { PGHOST: "postgres.example.org" }, /does not match host name "postgres\.example\.org"/],
      ["with the certificate of another authority", { PGSSLROOTCERT: box.path("other-ca/ca.crt") }, /certificate verify failed/],
    ])("and not a client that looks for it %s", (_, env, reason) => {
      expect(other.certificate).not.toBe(server.authority.certificate);
      const done = attempt(env);
      expect([done.code, done.stdout]).toEqual([2, ""]);
      expect(done.stderr).toMatch(reason);
    });

    test("and nobody in the clear, with the right password too", () => {
      expect(attempt({ PGSSLMODE: "disable" }).code).toBe(2);
      // 28000: no rule of access lets this in.
      expect(server.log).toMatch(/^28000 postgres@postgres FATAL: {2}no pg_hba\.conf entry .* no encryption/m);
    });
  });

  test("counts as the rules count by which it gets its connections and its memory", () => {
    const settings = new PostgresSettings();
    const figure = (name: string) => Number(server.ask(`select setting from pg_settings where name = '${name}'`));
    expect(settings.connectionsForClients).toBe(figure("max_connections") - figure("superuser_reserved_connections") - 5);
    expect(Number.parseInt(server.ask("show shared_memory_size"), 10)).toBeLessThanOrEqual(settings.sharedMemory.mebibytes);
  });

  test.each([10, 300, 700])(
    "starts with the settings that a client with a pool of %i makes, and shares no more than is counted",
    async (pool) => {
      const settings = new PostgresSettings().for([...grants, { name: "greedy", connections: pool }]);
      const [, connections = ""] = /^max_connections = (\d+)$/m.exec(settings.text) ?? [];
      await server.stop("SIGINT");
      await server.start({ max_connections: connections, log_line_prefix: "%e %u@%d " });
      expect(Number(server.ask("show max_connections"))).toBeGreaterThan(100);
      expect(Number.parseInt(server.ask("show shared_memory_size"), 10)).toBeLessThanOrEqual(settings.sharedMemory.mebibytes);
      await server.stop("SIGINT");
      await server.start({ log_line_prefix: "%e %u@%d " });
    },
  );

  test("has a place for every connection that all clients may hold, and for the superuser beside them; each process takes what is counted", async () => {
    const sorts = "select count(*) from (select md5(g::text) from generate_series(1, 200000) g order by 1 offset 1) s";
    const open = grants.flatMap(({ name, kind, connections = 0 }) =>
      Array.from({ length: connections }, () =>
        box.start(
          server.program("psql"),
          ["-XAtq", "-c", sorts, "-c", "select pg_sleep(60)"],
          server.env({ user: name, password: `first password of ${name}`, database: kind.name === "monitor" ? "postgres" : name }),
        ),
      ),
    );
    expect(open.length).toBeGreaterThan(80);
    const sleeping = "select count(*) from pg_stat_activity where query like '%pg_sleep(60)' and pid <> pg_backend_pid()";
    await until(() => Number(server.ask(sleeping)) === open.length, 60);

    for (const { name, kind } of grants) {
      const login = { user: name, password: `first password of ${name}`, database: kind.name === "monitor" ? "postgres" : name };
      expect([name, server.query(login, "select 1").code]).toEqual([name, 2]);
      // 53300: too many connections.
      expect(server.log).toContain(`53300 ${name}@${login.database} FATAL:  too many connections for role "${name}"`);
    }

    const pids = server.ask(`select pid from pg_stat_activity where query like '%pg_sleep(60)' and pid <> pg_backend_pid()`).split("\n");
    const own = pids.map(
      (pid) => Number(/^Private_Dirty:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1]) / 1024,
    );
    const counted = 5 + 4;
    expect(own.reduce((sum, each) => sum + each, 0) / own.length).toBeLessThan(counted);
    for (const { child } of open) child.kill("SIGKILL");
    server.ask("select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep(60)' and pid <> pg_backend_pid()");
  });

  describe("asked by its pod how it is", () => {
    const probes = podNamed(whole.objects, "postgres").spec.containers[0];
    const own = userInfo({ encoding: "utf8" }).uid === 0 ? "nobody" : userInfo().username;
    /** The user of the server, who is called postgres in the image; here it is whoever the test starts it as. */
    const ask = (probe: "startupProbe" | "readinessProbe" | "livenessProbe") => {
      const [program = "", ...words] = probes?.[probe]?.exec?.command ?? [];
      const args = words.map((word) => word.replace("/var/run/postgresql", box.path("run")));
      return box.run(server.program(program), args, { PGPORT: `${server.port}` }, "", nobody).code;
    };
    const lines = () => server.log.split("\n").length;

    beforeAll(() => {
      server.ask(`create role ${own} login`);
      server.ask(`create database ${own} owner ${own}`);
    });

    test.each(["readinessProbe", "livenessProbe"] as const)("says so to its %s, and logs nothing", (probe) => {
      const before = lines();
      expect([ask(probe), ask(probe)]).toEqual([0, 0]);
      expect(lines()).toBe(before);
    });

    test("says so to its startupProbe at an address, which it has only once its data directory is made", () => {
      expect(ask("startupProbe")).toBe(0);
      expect(probes?.startupProbe?.exec?.command).toContain("--host=127.0.0.1");
    });
  });

  test("writes nothing beside its data, its socket and its log", () => {
    expect(readdirSync(box.path("run")).filter((name) => !name.startsWith(".s.PGSQL."))).toEqual([]);
  });
});
