import { type ChildProcess, spawnSync } from "node:child_process";
import { chmodSync, chownSync, cpSync, existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { images } from "../../charts/images";
import { Authority } from "./authority";
import { filesNamed } from "./pods";
import { type Done, freePort, onPath, type Sandbox, until } from "./real";
import { whole } from "./stack";

/** The stack's own; a proof against another one would be none. */
export const postgresMajor = Number.parseInt(images.postgres.tag, 10);

const folder = [process.env.POSTGRES_BIN ?? "", `/usr/lib/postgresql/${postgresMajor}/bin`].find((each) =>
  existsSync(join(each, "postgres")),
);

/** PostgreSQL's programs of that major, from the folder that POSTGRES_BIN names or from Debian's package. */
export function postgresProgram(name: string): string | undefined {
  return folder && existsSync(join(folder, name)) ? join(folder, name) : undefined;
}

export const postgresPrograms = {
  [`PostgreSQL ${postgresMajor} (POSTGRES_BIN)`]: postgresProgram("postgres"),
  psql: postgresProgram("psql"),
  openssl: onPath("openssl"),
};

/** PostgreSQL refuses to run as root. */
export const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined;

/** The folder of the programs, or a copy `at` another place where the server's user may not look into it. */
export function openPostgres(at: string): string {
  const from = folder ?? "";
  if (!nobody || spawnSync(join(from, "postgres"), ["--version"], { ...nobody, cwd: "/" }).status === 0) return from;
  cpSync(dirname(from), at, { recursive: true, verbatimSymlinks: true });
  return join(at, basename(from));
}

export interface Login {
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** More of libpq's variables, or others in place of the usual. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A PostgreSQL with the settings, the rules of access and the host names that dist gives it. */
export class PostgresServer {
  readonly authority: Authority;
  readonly superuser = "superuser's password";
  readonly host = "postgres.storage.svc.cluster.local";
  port = 0;
  private programs = "";
  private running: ChildProcess | undefined;

  constructor(private readonly box: Sandbox) {
    this.authority = new Authority(box, "internal-ca");
  }

  /** Makes an empty server, as the image does at its first start; it does not run yet. */
  async prepare(): Promise<void> {
    const { box } = this;
    this.programs = openPostgres(box.path("postgres"));
    this.port = await freePort();
    const names = [...whole.stack.credentials.keys()].find(({ name }) => name === "postgres-tls")?.keys["tls.crt"];
    if (names?.kind !== "certificate") throw new Error("postgres-tls has no certificate");
    const [first = "", ...others] = names.names;
    const leaf = this.authority.leaf(first, ...others);
    this.own(box.folder("data"), box.folder("run"), box.file("tls/tls.crt", leaf.certificate), box.file("tls/tls.key", leaf.key));
    chmodSync(box.path("tls/tls.key"), 0o600);
    box.file("superuser", this.superuser);
    const image = whole.stack.service("postgres").main.env.POSTGRES_INITDB_ARGS as string;
    const made = box.run(
      this.program("initdb"),
      [...["-D", box.path("data"), "-U", "postgres", "--pwfile", box.path("superuser"), "--auth=scram-sha-256", "-N"], ...image.split(" ")],
      {},
      "",
      nobody,
    );
    if (made.code !== 0) throw new Error(made.stderr);
  }

  /** `changes` are settings for this run alone, such as another prefix of the log's lines. */
  async start(changes: Readonly<Record<string, string>> = {}): Promise<void> {
    const { box } = this;
    const files = filesNamed(whole.objects, "postgres-etc-postgresql");
    const hba = (files["pg_hba.conf"] ?? "").replace(whole.stack.config.network.pods.toString(), "127.0.0.1/32");
    const settings = (files["postgresql.conf"] ?? "")
      .replaceAll("/secrets/postgres-tls", box.path("tls"))
      .replace("/etc/postgresql/pg_hba.conf", box.file("pg_hba.conf", hba))
      .replace("/var/run/postgresql", box.path("run"))
      .replace("listen_addresses = '*'", "listen_addresses = '127.0.0.1'")
      .replace("port = 5432", `port = ${this.port}`);
    const more = Object.entries({ fsync: "off", ...changes }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const args = ["-D", box.path("data"), "-c", `config_file=${box.file("postgresql.conf", settings)}`, ...more];
    // Into a file: a pipe that nobody reads while a test waits for psql would fill, and stop the server.
    this.own(box.file("log", ""));
    const { child } = box.start("sh", ["-c", `exec "$@" 2>'${box.path("log")}'`, "sh", this.program("postgres"), ...args], {}, nobody);
    await until(() => this.log.includes("ready to accept connections") || child.exitCode !== null, 30);
    if (child.exitCode !== null) throw new Error(this.log);
    this.running = child;
  }

  /** Ends it in good order by SIGINT, or as a power cut would by SIGKILL. */
  async stop(signal: "SIGINT" | "SIGKILL"): Promise<void> {
    const { running } = this;
    if (!running) throw new Error("it does not run");
    const ended = new Promise((resolve) => running.once("close", resolve));
    running.kill(signal);
    await ended;
    this.running = undefined;
  }

  get log(): string {
    return readFileSync(this.box.path("log"), "utf8");
  }

  /** What a client gets that asks as its pod would: by the server's own name, over TLS, with everything checked. */
  env({ user, password, database, env = {} }: Login): Readonly<Record<string, string>> {
    return {
      ...this.place,
      PGUSER: user,
      PGPASSWORD: password,
      PGDATABASE: database,
      PGSSLMODE: "verify-full",
      PGSSLROOTCERT: this.box.path("internal-ca/ca.crt"),
      ...env,
    };
  }

  /** Where it listens, for a client that knows its name and has no DNS here; and psql on the path. */
  get place(): Readonly<Record<string, string>> {
    return {
      PATH: `${this.programs}:${process.env.PATH ?? ""}`,
      PGHOST: this.host,
      PGHOSTADDR: "127.0.0.1",
      PGPORT: `${this.port}`,
    };
  }

  /** Rows as lines, fields with a bar between them; an error as its SQLSTATE. */
  query(login: Login, sql: string): Done {
    return this.box.run(this.program("psql"), ["-XAtq", "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=sqlstate", "-c", sql], this.env(login));
  }

  /** The answer to the superuser. */
  ask(sql: string, database = "postgres"): string {
    const done = this.query({ user: "postgres", password: this.superuser, database }, sql);
    if (done.code !== 0) throw new Error(`${sql}: ${done.stderr}`);
    return done.stdout.trim();
  }

  program(name: string): string {
    return join(this.programs, name);
  }

  private own(...paths: string[]): void {
    if (nobody) for (const path of paths) chownSync(path, nobody.uid, nobody.gid);
  }
}
