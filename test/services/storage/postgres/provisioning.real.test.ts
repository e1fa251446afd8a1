import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Grant } from "../../../../charts/model/grant";
import { PostgresServer, postgresPrograms } from "../../../support/postgres";
import { databases, grants, monitors, Provisioning } from "../../../support/provisioning";
import { describeReal, Sandbox, services, until } from "../../../support/real";

describeReal("the provisioning of PostgreSQL", postgresPrograms, () => {
  const box = new Sandbox();
  const server = new PostgresServer(box);
  const provisioning = new Provisioning(box, server);
  const first = (name: string) => `first password of ${name}`;
  const as = ({ name }: Grant, sql: string, database = name, password = first(name)) =>
    server.query({ user: name, password, database }, sql);
  /** Lines of the server's log about refused connections: SQLSTATE, who, where. */
  const refusals = () => server.log.match(/^(\w{5} \S+@\S+) FATAL/gm)?.map((line) => line.replace(" FATAL", "")) ?? [];
  const refused = (lines: readonly string[]) => until(() => lines.every((line) => refusals().includes(line)), 10);

  beforeAll(async () => {
    await server.prepare();
    await server.start({ log_line_prefix: "%e %u@%d ", log_min_duration_statement: "0" });
  });
  afterAll(() => box.end());

  test("succeeds on an empty server, with the seven databases of the owner's document", () => {
    expect(databases.map(({ name }) => name).sort()).toEqual([
      "dsgvo_system",
      "monica",
      "n8n",
      "paperless_business",
      "paperless_private",
      "roundcube",
      "vaultwarden_business",
    ]);
    const done = provisioning.run();
    expect(done.stderr.trim().split("\n")).toEqual([
      ...databases.map(({ name }) => `${name}: ready`),
      "7 databases are as they should be",
      ...monitors.map(({ name }) => `${name}: ready`),
      "1 users may read figures",
    ]);
    expect(done.code).toBe(0);
  });

  test("and once more, changing nothing", () => {
    const before = provisioning.state();
    expect(before).toContain("dsgvo_system");
    expect(provisioning.run().code).toBe(0);
    expect(provisioning.state()).toBe(before);
  });

  test.each(databases.map((grant) => [grant.name, grant] as const))(
    "%s owns its database and its schema, and can work there",
    (_, grant) => {
      const owners =
        "select pg_get_userbyid(datdba), (select nspowner::regrole from pg_namespace where nspname = 'public') from pg_database where datname = current_database()";
      expect(as(grant, owners).stdout.trim()).toBe(`${grant.name}|${grant.name}`);
      const work =
        "create table one (id int); insert into one values (1); create temporary table two as table one; create schema own; drop schema own; drop table one";
      expect(as(grant, work)).toMatchObject({ code: 0, stderr: "" });
    },
  );

  test.each(grants.map((grant) => [grant.name, grant] as const))(
    "%s is refused at every other database of the server",
    async (_, grant) => {
      const own = grant.kind.name === "monitor" ? "postgres" : grant.name;
      expect(as(grant, "select 1", own).code).toBe(0);
      const others = server
        .ask("select datname from pg_database where datallowconn")
        .split("\n")
        .filter((name) => name !== own);
      expect(others).toHaveLength(databases.length + 2 - 1);
      for (const other of others) expect([other, as(grant, "select 1", other).code]).toEqual([other, 2]);
      // 42501: insufficient privilege.
      await refused(others.map((other) => `42501 ${grant.name}@${other}`));
    },
  );

  test.each(grants.map((grant) => [grant.name, grant] as const))(
    "%s is no superuser, makes no databases and no roles, and has its limit of connections",
    (name, grant) => {
      const rights = server.ask(
        `select rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls, rolconnlimit from pg_roles where rolname = '${name}'`,
      );
      expect(rights).toBe(`f|f|f|f|f|${grant.connections}`);
      const database = grant.kind.name === "monitor" ? "postgres" : name;
      for (const sql of [
        "create database other",
        "create role other",
        "copy (select 1) to program 'true'",
        "select pg_read_file('/etc/passwd')",
      ])
        expect([sql, as(grant, sql, database).stderr.trim()]).toEqual([sql, "ERROR:  42501"]);
    },
  );

  test("everybody else is let in nowhere", async () => {
    server.ask("create role stranger login password 'stranger'");
    const all = server.ask("select datname from pg_database where datallowconn").split("\n");
    for (const database of all) expect(server.query({ user: "stranger", password: "stranger", database }, "select 1").code).toBe(2);
    await refused(all.map((database) => `42501 stranger@${database}`));
    server.ask("drop role stranger");
  });

  test("a password that was rotated works after the next run, and the old one no more", async () => {
    const rotated = "second 'password' with \\ and $HOME and \"quotes\"";
    for (const grant of grants) provisioning.setPassword(grant, rotated);
    const before = provisioning.state();
    expect(provisioning.run().code).toBe(0);
    for (const grant of grants) {
      const database = grant.kind.name === "monitor" ? "postgres" : grant.name;
      expect([grant.name, as(grant, "select 1", database, rotated).code]).toEqual([grant.name, 0]);
      expect([grant.name, as(grant, "select 1", database).code]).toEqual([grant.name, 2]);
      // 28P01: invalid password.
      await refused([`28P01 ${grant.name}@${database}`]);
    }
    expect(provisioning.state()).toBe(before);
    for (const grant of grants) provisioning.setPassword(grant, first(grant.name));
    expect(provisioning.run().code).toBe(0);
  });

  test("data stays through all of it", () => {
    const grant = databases[0] as Grant;
    expect(as(grant, "create table kept as select 42 as answer").code).toBe(0);
    expect(provisioning.run().code).toBe(0);
    expect(as(grant, "select answer from kept; drop table kept").stdout.trim()).toBe("42");
  });

  test.each(databases.map((grant) => [grant.name, grant] as const))(
    "a dump of %s is put back over whatever became of it, and its rights are as provisioning made them",
    (name, grant) => {
      const env = server.env({ user: name, password: first(name), database: name });
      const told = (rows: string) => as(grant, `select string_agg(word, ' ' order by id) from ${rows}`).stdout.trim();
      const state = provisioning.state();
      as(grant, "create table note (id serial primary key, word text); insert into note (word) values ('as'), ('it'), ('was')");
      const { PGPASSWORD: password = "", ...asked } = env;
      const job = { ...asked, PGPASSWORD_FILE: box.file("password", password), DUMP_DIRECTORY: box.folder("dumps") };
      const run = (script: string) => box.script("dash", [join(services, "backup", script)], job);
      expect(run("dump-postgres.sh")).toMatchObject({ code: 0 });
      as(grant, "update note set word = 'lost'; create table other (id int)");
      expect(run("restore-postgres.sh")).toMatchObject({ code: 0 });
      expect(told("note")).toBe("as it was");
      as(grant, "drop table note");
      expect(provisioning.state()).toBe(state);
    },
  );

  test("what somebody changed by hand is as it was after the next run", () => {
    const before = provisioning.state();
    server.ask("grant connect on database n8n to public; grant connect on database postgres, template1 to public");
    server.ask(
      "alter role monica createdb superuser connection limit 50; alter role netdata createrole; alter database roundcube owner to postgres",
    );
    server.ask("alter schema public owner to postgres; grant create on schema public to public", "n8n");
    expect(provisioning.state()).not.toBe(before);
    expect(provisioning.run().code).toBe(0);
    expect(provisioning.state()).toBe(before);
  });

  test("a monitor reads figures of every database and no row of any", () => {
    for (const grant of monitors) {
      const ask = (sql: string) => as(grant, sql, "postgres").stdout.trim();
      expect(ask("select count(*) > 7 from pg_stat_database where numbackends is not null")).toBe("t");
      expect(ask("select pg_database_size('n8n') > 0")).toBe("t");
      expect(as(grant, "create table x (id int)", "postgres").stderr.trim()).toBe("ERROR:  42501");
    }
  });

  test("no password reaches the server's log, although statements are logged with their durations", async () => {
    await until(() => /duration: .*statement: [\s\S]*database "dsgvo_system"/.test(server.log));
    expect(server.log).toContain("ALTER SCHEMA public OWNER");
    expect(server.log.match(/(first|second) '?'?password[^\n]*/g) ?? []).toEqual([]);
  });

  test("a statement that fails with a password in it is not shown, neither by the server nor by the job", async () => {
    provisioning.change("databases.tsv", (text) => text.replace(/\t\d+\t/, "\tseven\t"));
    const done = provisioning.run();
    expect(done.code).not.toBe(0);
    await until(() => server.log.includes('syntax error at or near "seven"'));
    const shows = (text: string) => /first '?'?password/.test(text);
    expect({ server: shows(server.log), job: shows(done.stderr) }).toEqual({ server: false, job: false });
    provisioning.change("databases.tsv", (text) => text);
  });

  test.each([
    ["is missing", () => box.run("rm", ["-f", box.path("secrets/monica-database/password")])],
    ["is empty", () => box.file("secrets/monica-database/password", "")],
    ["is a line break alone", () => box.file("secrets/monica-database/password", "\n")],
  ])("fails and names the client when a password %s", (_, spoil) => {
    spoil();
    const done = provisioning.run();
    expect(done.code).toBe(1);
    expect(done.stderr).toContain("monica: the password file");
    box.file("secrets/monica-database/password", first("monica"));
  });

  test("fails when a statement fails, rather than going on with the next client", () => {
    // Nobody can connect to this one, so its last statements fail.
    provisioning.append("databases", "template0", "7");
    const done = provisioning.run();
    expect(done.code).not.toBe(0);
    expect(done.stderr).toContain("not currently accepting connections");
    expect(done.stderr).not.toContain("netdata: ready");
    provisioning.change("databases.tsv", (text) => text);
    server.ask("alter database template0 owner to postgres; revoke all on database template0 from template0; drop role template0");
  });

  test("the superuser's wrong password ends it, not the five minutes of waiting", () => {
    box.file("secrets/postgres-superuser/password", "wrong");
    const done = provisioning.run();
    box.file("secrets/postgres-superuser/password", server.superuser);
    expect(done.code).not.toBe(0);
    expect(done.stderr).toContain("password authentication failed");
  });

  test("a list whose last line has no end loses no database", () => {
    provisioning.change("databases.tsv", (text) => text.trimEnd());
    expect(provisioning.run().stderr).toContain("7 databases are as they should be");
    provisioning.change("databases.tsv", (text) => text);
  });
});
