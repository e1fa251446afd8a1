import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import settings from "../../charts/services/storage/postgres.conf";
import { type Done, describeReal, freePort, onPath, postgresProgram, Sandbox, services, until } from "../support/real";

jest.setTimeout(120_000);

const programs = {
  initdb: postgresProgram("initdb"),
  postgres: postgresProgram("postgres"),
  psql: postgresProgram("psql"),
  openssl: onPath("openssl"),
};

/** PostgreSQL refuses to run as root: Debian's own user then, or whoever runs the tests. */
function owner(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

describeReal("PostgreSQL with our settings and provisioning", programs, () => {
  const box = new Sandbox();
  const scripts = join(services, "storage/scripts");
  const clients = ["n8n", "paperless_business", "monica"];
  let port = 0;
  let log: () => string = () => "";
  const user = owner();

  const own = (...paths: string[]) => {
    if (user) for (const path of paths) chownSync(path, user.uid, user.gid);
  };

  /** A certificate for `localhost` of an authority of its own, as the stack's Secrets will hold. */
  function certificates(): void {
    const at = (name: string) => box.path("tls", name);
    box.folder("tls");
    const openssl = (...args: string[]) => {
      const done = box.run(programs.openssl ?? "", args);
      if (done.code !== 0) throw new Error(done.stderr);
    };
    openssl(
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:prime256v1",
      "-nodes",
      "-days",
      "2",
      "-subj",
      "/CN=ca",
      "-keyout",
      at("ca.key"),
      "-out",
      at("ca.crt"),
    );
    openssl(
      "req",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:prime256v1",
      "-nodes",
      "-subj",
      "/CN=postgres",
      "-keyout",
      at("tls.key"),
      "-out",
      at("tls.csr"),
    );
    openssl(
      "x509",
      "-req",
      "-in",
      at("tls.csr"),
      "-CA",
      at("ca.crt"),
      "-CAkey",
      at("ca.key"),
      "-CAcreateserial",
      "-days",
      "2",
      "-out",
      at("tls.crt"),
      "-extfile",
      box.file("tls/names", "subjectAltName=DNS:localhost"),
    );
    chmodSync(at("tls.key"), 0o600);
    own(at("tls.key"), at("tls.crt"));
  }

  beforeAll(async () => {
    port = await freePort();
    certificates();
    box.file("superuser", "superuser's password");
    own(box.folder("data"), box.folder("run"));
    const made = box.run(
      programs.initdb ?? "",
      [
        "-D",
        box.path("data"),
        "-U",
        "postgres",
        "--pwfile",
        box.path("superuser"),
        "--auth=scram-sha-256",
        "--data-checksums",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
      ],
      {},
      "",
      user,
    );
    if (made.code !== 0) throw new Error(made.stderr);
    const hba = ["local all all peer", "hostssl all all 127.0.0.1/32 scram-sha-256", ""].join("\n");
    const conf = settings
      .replaceAll("/secrets/postgres-tls", box.path("tls"))
      .replace("/etc/postgresql/pg_hba.conf", box.file("pg_hba.conf", hba))
      .replace("'/var/run/postgresql'", `'${box.path("run")}'`)
      .replace("port = 5432", `port = ${port}`)
      .replace("listen_addresses = '*'", "listen_addresses = '127.0.0.1'");
    const server = box.start(
      programs.postgres ?? "",
      ["-D", box.path("data"), "-c", `config_file=${box.file("postgresql.conf", conf)}`, "-c", "log_min_duration_statement=0"],
      {},
      user,
    );
    log = server.log;
    await until(() => server.log().includes("ready to accept connections") || server.child.exitCode !== null);
    if (server.child.exitCode !== null) throw new Error(server.log());
    for (const name of clients) box.file(`passwords/${name}`, `first password of ${name}`);
  });

  afterAll(() => box.end());

  function provision(names: readonly string[] = clients, connections = "7"): Done {
    for (const [from, to] of [
      ["provision.sh", "provision.sh"],
      ["provision-role.sql", "role.sql"],
      ["provision-monitor.sql", "monitor.sql"],
    ] as const)
      box.file(`provisioning/${to}`, readFileSync(join(scripts, from), "utf8"));
    box.file("provisioning/databases.tsv", names.map((name) => `${name}\t${connections}\t${box.path("passwords", name)}\n`).join(""));
    return box.script("dash", [box.path("provisioning/provision.sh")], {
      PGHOST: "localhost",
      PGPORT: `${port}`,
      PGUSER: "postgres",
      PGDATABASE: "postgres",
      PGPASSWORD_FILE: box.path("superuser"),
      PGSSLMODE: "verify-full",
      PGSSLROOTCERT: box.path("tls/ca.crt"),
    });
  }

  function query(name: string, database: string, password: string, sql: string, mode = "verify-full"): Done {
    const env = { PGHOST: "localhost", PGPORT: `${port}`, PGSSLMODE: mode, PGSSLROOTCERT: box.path("tls/ca.crt"), PGPASSWORD: password };
    return box.run(programs.psql ?? "", ["--no-psqlrc", "-v", "ON_ERROR_STOP=1", "-At", "-U", name, "-d", database, "-c", sql], env);
  }
  const asClient = (name: string, sql: string, database = name, password = `first password of ${name}`) =>
    query(name, database, password, sql);
  const asAdmin = (sql: string, database = "postgres") => query("postgres", database, "superuser's password", sql);

  test("the server takes every line of our settings", () => {
    const rejected = asAdmin("select name from pg_file_settings where error is not null");
    expect([rejected.stdout, rejected.code]).toEqual(["", 0]);
    expect(asAdmin("show shared_buffers").stdout.trim()).toBe("512MB");
    expect(asAdmin("show ssl_min_protocol_version").stdout.trim()).toBe("TLSv1.3");
  });

  test("a connection in the clear is refused, with the right password too", () => {
    expect(query("postgres", "postgres", "superuser's password", "select 1", "disable").code).not.toBe(0);
  });

  test("provisioning succeeds on an empty server", () => {
    expect(provision()).toMatchObject({
      code: 0,
      stderr: "n8n: ready\npaperless_business: ready\nmonica: ready\n3 databases are as they should be\n",
    });
  });

  test("and once more, changing nothing", () => {
    const state = () =>
      asAdmin("select rolname, rolconnlimit, rolsuper, rolcreatedb from pg_roles where rolcanlogin order by 1").stdout +
      asAdmin("select datname, datdba::regrole, datacl from pg_database order by 1").stdout;
    const before = state();
    expect(provision().code).toBe(0);
    expect(state()).toBe(before);
  });

  test.each(clients)("%s owns its database and its schema, and can work in it", (name) => {
    expect(
      asClient(name, "select current_user = pg_get_userbyid(datdba) from pg_database where datname = current_database()").stdout.trim(),
    ).toBe("t");
    expect(
      asClient(name, "create table one (id int); insert into one values (1); create schema own; drop schema own; drop table one").code,
    ).toBe(0);
  });

  test.each(
    clients.flatMap((name) =>
      [...clients.filter((other) => other !== name), "postgres", "template1"].map((other) => [name, other] as const),
    ),
  )("%s is refused at the database %s", (name, other) => {
    const done = asClient(name, "select 1", other);
    expect(done.code).not.toBe(0);
    expect(done.stderr).toMatch(/permission denied for database|User does not have CONNECT privilege/);
  });

  test.each(clients)("%s is no superuser, makes no databases and no roles, and has its limit of connections", (name) => {
    expect(
      asAdmin(
        `select rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls, rolconnlimit from pg_roles where rolname = '${name}'`,
      ).stdout.trim(),
    ).toBe("f|f|f|f|f|7");
    expect(asClient(name, "create database other").code).not.toBe(0);
    expect(asClient(name, "copy (select 1) to program 'true'").code).not.toBe(0);
  });

  test("a password that was rotated works after the next run, and the old one no more", () => {
    box.file("passwords/n8n", "second 'password' with \\ and $HOME and \"quotes\"");
    expect(provision().code).toBe(0);
    expect(asClient("n8n", "select 1", "n8n", "second 'password' with \\ and $HOME and \"quotes\"").code).toBe(0);
    expect(asClient("n8n", "select 1").stderr).toContain("password authentication failed");
  });

  test("data stays through all of it", () => {
    expect(asClient("monica", "create table kept as select 42 as answer").code).toBe(0);
    expect(provision().code).toBe(0);
    expect(asClient("monica", "select answer from kept").stdout.trim()).toBe("42");
  });

  test("rights that somebody gave by hand are taken away again", () => {
    asAdmin("grant connect on database n8n to public; alter role monica createdb superuser");
    expect(provision().code).toBe(0);
    expect(asClient("paperless_business", "select 1", "n8n").code).not.toBe(0);
    expect(asAdmin("select rolsuper, rolcreatedb from pg_roles where rolname = 'monica'").stdout.trim()).toBe("f|f");
  });

  test.each([
    ["is missing", () => box.run("rm", ["-f", box.path("passwords/monica")])],
    ["is empty", () => box.file("passwords/monica", "")],
  ])("fails and names the client when a password %s", (_, spoil) => {
    spoil();
    const done = provision();
    expect(done.code).toBe(1);
    expect(done.stderr).toContain("monica: the password file");
    box.file("passwords/monica", "first password of monica");
  });

  test("fails when a statement fails, rather than going on with the next client", () => {
    // Nobody can connect to this one, so its last statements fail.
    box.file("passwords/template0", "third password");
    box.file("passwords/after", "third password");
    const done = provision(["template0", "after"]);
    expect(done.code).not.toBe(0);
    expect(done.stderr).toContain("not currently accepting connections");
    expect(done.stderr).not.toContain("after: ready");
  });

  test("a statement that fails with a password in it is not shown, neither by the server nor by the job", async () => {
    const done = provision(["n8n"], "seven");
    expect(done.code).not.toBe(0);
    await until(() => log().includes('syntax error at or near "seven"'));
    const shows = (text: string) => /second '?'?password/.test(text);
    expect({ server: shows(log()), job: shows(done.stderr) }).toEqual({ server: false, job: false });
  });

  test("the superuser's wrong password ends it, not the five minutes of waiting", () => {
    box.file("superuser", "wrong");
    const done = provision();
    box.file("superuser", "superuser's password");
    expect(done.code).not.toBe(0);
    expect(done.stderr).toContain("password authentication failed");
  });

  test("no password reaches the server's log, although statements are logged with their durations", async () => {
    await until(() => /duration: .*statement: [\s\S]*database "template0"/.test(log()));
    expect(log()).toContain("ALTER SCHEMA public OWNER");
    expect(log().match(/(first|second|third) '?'?password[^\n]*/g) ?? []).toEqual([]);
  });

  describe("the same list in a file whose last line has no end", () => {
    test("loses no database", () => {
      provision();
      box.file("provisioning/databases.tsv", `n8n\t7\t${box.path("passwords/n8n")}`);
      const done = box.script("dash", [box.path("provisioning/provision.sh")], {
        PGHOST: "localhost",
        PGPORT: `${port}`,
        PGUSER: "postgres",
        PGDATABASE: "postgres",
        PGPASSWORD_FILE: box.path("superuser"),
        PGSSLMODE: "verify-full",
        PGSSLROOTCERT: box.path("tls/ca.crt"),
      });
      expect(done.stderr).toContain("1 databases are as they should be");
    });
  });

  test("a monitor reads figures of every database and no row of any, and has a database of its own nowhere", () => {
    box.file("passwords/netdata", "password of netdata");
    box.file("provisioning/monitors.tsv", `netdata\t3\t${box.path("passwords/netdata")}\n`);
    const once = provision();
    expect([once.code, once.stderr.trim().split("\n").slice(-2)]).toEqual([0, ["netdata: ready", "1 users may read figures"]]);
    expect(provision().code).toBe(0);
    const monitor = (sql: string, database = "postgres") => query("netdata", database, "password of netdata", sql);
    expect(monitor("select count(*) > 3 from pg_stat_database where numbackends is not null").stdout.trim()).toBe("t");
    expect(monitor("select pg_database_size('n8n') > 0").stdout.trim()).toBe("t");
    expect(monitor("show max_connections").stdout.trim()).toBe("80");
    for (const database of clients) expect(monitor("select 1", database).stderr).toContain("permission denied for database");
    for (const sql of ["create table x (id int)", "create role x", "select pg_read_file('/etc/passwd')"])
      expect(monitor(sql).code).not.toBe(0);
    expect(asAdmin("select rolconnlimit, rolsuper from pg_roles where rolname = 'netdata'").stdout.trim()).toBe("3|f");
  });
});
