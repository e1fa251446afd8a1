import { execFileSync, spawnSync } from "node:child_process";
import { chownSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openPostgres, postgresProgram, postgresPrograms, nobody as postgresUser } from "../../support/postgres";
import { describeReal, type Environment, freePort, outcome, reason, Sandbox, signalGroup, until } from "./restic";

const box = new Sandbox();
afterAll(() => box.end());

const dumper = { pg_dump: postgresProgram("pg_dump"), pg_restore: postgresProgram("pg_restore") };

describeReal("dump-postgres.sh with a real PostgreSQL", { ...postgresPrograms, ...dumper }, () => {
  // Debian's busybox test path has none of these, and the PostgreSQL image is never busybox: its own tools are put on the path.
  const postgresBin = openPostgres(box.path("postgres-programs"));
  const data = box.folder("postgres");
  const password = box.file("postgres-password", "s3cret word\n");
  const dumps = box.folder("dumps");
  let port = 0;

  const job = (database: string, extra: Environment = {}): Environment => ({
    PATH: `${postgresBin}:${process.env.PATH ?? ""}`,
    PGHOST: "127.0.0.1",
    PGPORT: String(port),
    PGUSER: "keeper",
    PGDATABASE: database,
    PGPASSWORD_FILE: password,
    DUMP_DIRECTORY: dumps,
    ...extra,
  });
  const sql = (database: string, statement: string): string => {
    const done = spawnSync(
      join(postgresBin, "psql"),
      ["-h", "127.0.0.1", "-p", String(port), "-U", "keeper", "-d", database, "-At", "-v", "ON_ERROR_STOP=1", "-c", statement],
      {
        encoding: "utf8",
        env: { ...process.env, PGPASSWORD: "s3cret word" },
      },
    );
    if (done.status !== 0) throw new Error(done.stderr);
    return done.stdout.trim();
  };
  const startServer = () => {
    return box.start(
      join(postgresBin, "postgres"),
      ["-D", data, "-p", String(port), "-c", "listen_addresses=127.0.0.1", "-k", data, "-c", "fsync=off"],
      {},
      postgresUser?.uid,
    );
  };

  beforeAll(async () => {
    port = await freePort();
    if (postgresUser) chownSync(data, postgresUser.uid, postgresUser.gid);
    execFileSync(join(postgresBin, "initdb"), ["-D", data, "-U", "keeper", "--auth=scram-sha-256", `--pwfile=${password}`, "-N"], {
      ...postgresUser,
      cwd: "/",
    });
  });

  test("waits for a server that comes up late, and the dump restores to the same rows", async () => {
    const early = box.script("dump-postgres.sh", job("postgres", { ALLOW_EMPTY: "yes", WAIT_SECONDS: "30" }));
    const waited = outcome(early);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    startServer();
    expect(await waited).toMatchObject({ code: 0 });

    sql("postgres", "CREATE DATABASE shop");
    sql("postgres", "CREATE DATABASE again");
    sql(
      "shop",
      "CREATE TABLE invoice (id serial PRIMARY KEY, text text); INSERT INTO invoice (text) SELECT md5(i::text) || ' ü' FROM generate_series(1, 5000) i",
    );
    const done = await box.run("dump-postgres.sh", job("shop"));
    expect(done).toMatchObject({ code: 0 });
    expect(reason(done)).toBe(`dump-postgres: ${dumps}/shop.dump holds 1 tables`);
    expect(readdirSync(dumps).sort()).toEqual(["postgres.dump", "shop.dump"]);
    execFileSync(
      join(postgresBin, "pg_restore"),
      ["-h", "127.0.0.1", "-p", String(port), "-U", "keeper", "-d", "again", "--exit-on-error", join(dumps, "shop.dump")],
      {
        env: { ...process.env, PGPASSWORD: "s3cret word" },
      },
    );
    const digest = "SELECT count(*) || md5(string_agg(id || text, ',' ORDER BY id)) FROM invoice";
    expect(sql("again", digest)).toBe(sql("shop", digest));
  });

  test("a database without a table is a missing source", async () => {
    sql("postgres", "CREATE DATABASE bare");
    const done = await box.run("dump-postgres.sh", job("bare"));
    expect(done.code).toBe(1);
    expect(reason(done)).toBe(
      "dump-postgres: PGDATABASE: bare holds no table: its service makes them at its first start, so look whether that runs",
    );
    expect(readdirSync(dumps).filter((name) => name.includes("bare"))).toEqual([]);
    expect(await box.run("dump-postgres.sh", job("bare", { ALLOW_EMPTY: "yes" }))).toMatchObject({ code: 0 });
  });

  test.each([
    ["a wrong password", { PGPASSWORD_FILE: box.file("postgres-wrong", "x\n") }, /PGDATABASE: pg_dump of shop failed/],
    ["a database that is not there", { PGDATABASE: "nowhere" }, /PGDATABASE: pg_dump of nowhere failed/],
    ["a connection string as a name", { PGDATABASE: "host=elsewhere" }, /PGDATABASE: host=elsewhere is not a plain name/],
    [
      "a certificate that is not there",
      { PGSSLMODE: "verify-full", PGSSLROOTCERT: "/nowhere/ca.crt" },
      /PGSSLROOTCERT: there is no file \/nowhere\/ca\.crt/,
    ],
    ["a server without TLS where TLS is asked for", { PGSSLMODE: "require" }, /pg_dump of shop failed/],
    ["a server that is not there", { PGPORT: "1", WAIT_SECONDS: "1" }, /PGHOST: PostgreSQL at 127\.0\.0\.1:1 did not answer/],
    ["a folder that is not there", { DUMP_DIRECTORY: "/nowhere" }, /DUMP_DIRECTORY: there is no folder \/nowhere/],
  ])("%s fails and leaves the last whole dump alone", async (_what, extra, expected) => {
    const before = readFileSync(join(dumps, "shop.dump"));
    const done = await box.run("dump-postgres.sh", job("shop", extra as Environment));
    expect(done.code).toBe(1);
    expect(reason(done)).toMatch(expected);
    expect(readFileSync(join(dumps, "shop.dump"))).toEqual(before);
    expect(readdirSync(dumps).filter((name) => name.startsWith("."))).toEqual([]);
  });

  test.each(["SIGTERM", "SIGKILL"] as const)("killed half way by %s leaves no half dump under the final name", async (signal) => {
    sql("postgres", `CREATE DATABASE held_${signal.toLowerCase()}`);
    const database = `held_${signal.toLowerCase()}`;
    sql(database, "CREATE TABLE t (id int); INSERT INTO t VALUES (1)");
    // A table that is locked keeps pg_dump waiting with its file open.
    const holder = box.start(
      join(postgresBin, "psql"),
      ["-h", "127.0.0.1", "-p", String(port), "-U", "keeper", "-d", database, "-c", "BEGIN; LOCK TABLE t; SELECT pg_sleep(60)"],
      {
        PGPASSWORD: "s3cret word",
      },
    );
    await until(() => sql(database, "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted") !== "0");
    const child = box.script("dump-postgres.sh", job(database));
    const done = outcome(child);
    await until(() => existsSync(join(dumps, `.${database}.dump.unfinished`)));
    if (signal === "SIGTERM") child.kill(signal);
    else signalGroup(child, signal);
    const killed = await done;
    expect(killed.code).toBe(signal === "SIGTERM" ? 143 : null);
    expect(existsSync(join(dumps, `${database}.dump`))).toBe(false);
    expect(existsSync(join(dumps, `.${database}.dump.unfinished`))).toBe(signal === "SIGKILL");
    signalGroup(holder, "SIGKILL");
    sql("postgres", `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database}'`);
    expect(await box.run("dump-postgres.sh", job(database))).toMatchObject({ code: 0 });
    expect(existsSync(join(dumps, `.${database}.dump.unfinished`))).toBe(false);
  });
});
