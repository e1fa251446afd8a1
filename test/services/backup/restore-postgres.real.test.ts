import { chmodSync, copyFileSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { PostgresServer, postgresProgram, postgresPrograms } from "../../support/postgres";
import { Provisioning } from "../../support/provisioning";
import { describeReal, Sandbox, services, until } from "../../support/real";

const dumper = { pg_dump: postgresProgram("pg_dump"), pg_restore: postgresProgram("pg_restore") };
const database = "paperless_business";

/** As the role that provisioning made, which is no superuser, on the server that dist makes. */
describeReal("restore-postgres.sh with a real PostgreSQL", { ...postgresPrograms, ...dumper }, () => {
  const box = new Sandbox();
  const server = new PostgresServer(box);
  const login = { user: database, password: `first password of ${database}`, database };
  const dumps = box.folder("dumps");

  const ask = (sql: string): string => {
    const done = server.query(login, sql);
    if (done.code !== 0) throw new Error(`${sql}: ${done.stderr}`);
    return done.stdout.trim();
  };
  const env = (): Readonly<Record<string, string>> => {
    const { PGPASSWORD: _, ...asked } = server.env(login);
    return { ...asked, PGPASSWORD_FILE: box.file("password", login.password), DUMP_DIRECTORY: dumps };
  };
  const run = (script: string, extra: Readonly<Record<string, string>> = {}) =>
    box.script("dash", [join(services, "backup", script)], { ...env(), ...extra });
  const dumped = () => run("dump-postgres.sh");
  const rows = () => ask("select count(*) || md5(string_agg(id || text, ',' order by id)) from invoice");

  beforeAll(async () => {
    await server.prepare();
    await server.start();
    const done = new Provisioning(box, server).run();
    if (done.code !== 0) throw new Error(done.stderr);
  });
  afterAll(() => box.end());

  beforeEach(() => {
    ask("drop schema public cascade; create schema public; drop schema if exists other cascade; drop schema if exists newer cascade");
    ask(
      "create table invoice (id serial primary key, text text); insert into invoice (text) select md5(i::text) || ' ü' from generate_series(1, 5000) i",
    );
    ask("create schema other; create table other.line (invoice integer references public.invoice); insert into other.line values (1), (2)");
    expect(dumped()).toMatchObject({ code: 0 });
  });

  test("gives back every row, and what came since goes, whatever hangs on it", () => {
    const before = rows();
    ask(
      "delete from other.line; delete from invoice where id % 2 = 0; update invoice set text = 'x'; alter table invoice add column later integer",
    );
    ask("create table of_a_newer_version (invoice integer references invoice); create schema newer; create table newer.one (id integer)");
    const done = run("restore-postgres.sh");
    expect({ code: done.code, said: done.stderr }).toEqual({
      code: 0,
      said: `restore-postgres: ${database} holds the 2 tables of its dump\n`,
    });
    expect(rows()).toBe(before);
    expect(ask("select count(*) from other.line")).toBe("2");
    expect(
      ask(
        "select string_agg(name, ' ' order by name) from (select nspname || '.' || relname as name from pg_class join pg_namespace n on n.oid = relnamespace where relkind = 'r' and nspname !~ '^(pg_|information)') each",
      ),
    ).toBe("other.line public.invoice");
  });

  test("the next row gets the next number, and nobody else gets in", () => {
    expect(run("restore-postgres.sh")).toMatchObject({ code: 0 });
    expect(ask("insert into invoice (text) values ('next') returning id")).toBe("5001");
    expect(server.ask("select has_schema_privilege('vaultwarden_business', 'public', 'usage')", database)).toBe("f");
    expect(dumped()).toMatchObject({ code: 0 });
  });

  test("into a database that has lost everything, its schema included", () => {
    const before = rows();
    ask("drop schema public cascade; drop schema other cascade");
    expect(run("restore-postgres.sh")).toMatchObject({ code: 0 });
    expect(rows()).toBe(before);
  });

  test("cut off by a server that dies, nothing has changed", async () => {
    ask("update invoice set text = 'of today'");
    const hold = box.file("hold", "");
    // Everything is put back, and only the last word is missing.
    const slow = box.file(
      "slow/pg_restore",
      `#!/bin/sh\n"${dumper.pg_restore}" "$@" && case "$*" in *--file*) while [ -e "${hold}" ]; do sleep 0.1; done ;; esac\n`,
    );
    chmodSync(slow, 0o755);
    const PATH = `${dirname(slow)}:${env().PATH}`;
    const { child } = box.start("dash", [join(services, "backup/restore-postgres.sh")], { ...env(), PATH });
    const ended = new Promise((resolve) => child.once("close", resolve));
    const waiting = `select count(*) from pg_stat_activity where usename = '${database}' and state = 'idle in transaction'`;
    await until(() => server.ask(waiting) === "1");
    await server.stop("SIGKILL");
    rmSync(hold);
    await ended;
    await server.start();
    expect(ask("select distinct text from invoice")).toBe("of today");
  });

  test.each([
    [
      "a dump that is cut off",
      () => truncateSync(join(dumps, `${database}.dump`), readFileSync(join(dumps, `${database}.dump`)).length - 200),
    ],
    ["a dump of which the start alone is there", () => truncateSync(join(dumps, `${database}.dump`), 100)],
    ["no dump", () => box.run("rm", [join(dumps, `${database}.dump`)])],
    ["what is no dump", () => copyFileSync(__filename, join(dumps, `${database}.dump`))],
  ])("%s: the database stays as it was", (_what, spoil) => {
    ask("update invoice set text = 'of today'");
    spoil();
    const done = run("restore-postgres.sh");
    expect(done.code).toBe(1);
    expect(done.stderr.trim().split("\n").at(-1)).toMatch(/stays as it was$/);
    expect(ask("select distinct text from invoice")).toBe("of today");
  });
});
