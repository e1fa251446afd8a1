import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  describeReal,
  type Environment,
  named,
  nobody,
  type Outcome,
  outcome,
  reason,
  Sandbox,
  scripts,
  signalGroup,
  until,
} from "./restic";

const box = new Sandbox();
afterAll(() => box.end());

const node24Program = named("NODE24_BIN") ?? (Number(process.versions.node.split(".")[0]) >= 24 ? process.execPath : undefined);

describeReal("dump-sqlite.mjs with Node 24", { "Node 24": node24Program }, () => {
  let count = 0;
  const node24 = join(box.bin, "node24");
  const script = join(box.bin, "dump-sqlite.mjs");

  // Copied, because another user may not look into the folders that they come from.
  beforeAll(() => {
    copyFileSync(node24Program ?? "", node24);
    copyFileSync(join(scripts, "dump-sqlite.mjs"), script);
  });
  const node = (code: string, ...args: string[]) => box.start(node24, ["--disable-warning=ExperimentalWarning", "-e", code, ...args], {});
  const query = (file: string, statement: string): unknown[] => {
    const code = `const { DatabaseSync } = require("node:sqlite"); console.log(JSON.stringify(new DatabaseSync(process.argv[1], { readOnly: true }).prepare(process.argv[2]).all()))`;
    return JSON.parse(execFileSync(node24, ["--disable-warning=ExperimentalWarning", "-e", code, file, statement], { encoding: "utf8" }));
  };
  /** Two tables that always grow together, so a torn copy shows. `rounds` 0 writes until it is killed. */
  const writer = `
    const { DatabaseSync } = require("node:sqlite");
    const [, file, mode, rounds] = process.argv;
    const database = new DatabaseSync(file, { timeout: 10000 });
    database.exec("PRAGMA journal_mode = " + mode + "; CREATE TABLE one (id INTEGER PRIMARY KEY, text); CREATE TABLE two (id INTEGER PRIMARY KEY, text)");
    const text = "x".repeat(500);
    for (let round = 1; rounds === "0" || round <= Number(rounds); round++) {
      database.exec("BEGIN");
      for (const table of ["one", "two"]) database.prepare("INSERT INTO " + table + " (text) VALUES (?)").run(text);
      database.exec("COMMIT");
      if (round === 200) console.log("ready");
    }
    database.close();`;

  function folder(): string {
    const made = box.folder(`sqlite-${++count}`);
    return made;
  }

  async function written(mode: string): Promise<string> {
    const file = join(folder(), "db.sqlite3");
    expect(await outcome(node(writer, file, mode, "300"))).toMatchObject({ code: 0 });
    return file;
  }

  /** Run as nobody, with the data owned by someone else: what a read-only mount is to the program. */
  async function dump(source: string, extra: Environment = {}): Promise<Outcome & { whole: string; directory: string }> {
    const directory = box.folder(`dumped-${++count}`);
    const temporary = box.folder(`tmp-${count}`);
    chmodSync(directory, 0o777);
    chmodSync(temporary, 0o777);
    const env = { SQLITE_SOURCE: source, DUMP_DIRECTORY: directory, TMPDIR: temporary, ...extra };
    const child = box.start(node24, ["--disable-warning=ExperimentalWarning", script], env, nobody);
    const done = await outcome(child);
    expect(readdirSync(directory).filter((name) => name.startsWith("."))).toEqual([]);
    expect(readdirSync(temporary)).toEqual([]);
    return { ...done, whole: join(directory, "db.sqlite3"), directory };
  }

  const rows = (file: string) =>
    query(file, "SELECT (SELECT count(*) FROM one) AS one, (SELECT count(*) FROM two) AS two")[0] as { one: number; two: number };

  test.each(["WAL", "DELETE"])("a %s database that is being written to gives a consistent copy", async (mode) => {
    const file = join(folder(), "db.sqlite3");
    const live = node(writer, file, mode, "0");
    let ready = false;
    live.stdout?.on("data", () => (ready = true));
    await until(() => ready);
    for (const _round of [1, 2, 3]) {
      const done = await dump(file);
      expect(done).toMatchObject({ code: 0 });
      expect(reason(done)).toContain("holds 2 tables");
      const { one, two } = rows(done.whole);
      expect(one).toBe(two);
      expect(one).toBeGreaterThanOrEqual(200);
      expect(readdirSync(done.directory)).toEqual(["db.sqlite3"]);
    }
    expect(live.exitCode).toBe(null);
    signalGroup(live, "SIGKILL");
  });

  test.each(["WAL", "DELETE"])("a %s database that was shut down cleanly is read without its side files", async (mode) => {
    const file = await written(mode);
    chmodSync(file, 0o444);
    chmodSync(dirname(file), 0o555);
    const done = await dump(file);
    expect(done).toMatchObject({ code: 0 });
    expect(rows(done.whole)).toEqual({ one: 300, two: 300 });
    expect(readdirSync(dirname(file))).toEqual(["db.sqlite3"]);
  });

  test.each(["with", "without"])(
    "a WAL database whose service was killed keeps what was only in the log, %s its -shm file",
    async (shm) => {
      const file = join(folder(), "db.sqlite3");
      const code = writer.replace("database.close()", 'process.kill(process.pid, "SIGKILL")');
      expect(await outcome(node(code, file, "WAL", "250"))).toMatchObject({ signal: "SIGKILL" });
      expect(existsSync(`${file}-wal`)).toBe(true);
      if (shm === "without") execFileSync("rm", [`${file}-shm`]);
      chmodSync(dirname(file), 0o555);
      const done = await dump(file);
      expect(done).toMatchObject({ code: 0 });
      expect(rows(done.whole)).toEqual({ one: 250, two: 250 });
    },
  );

  test("a DELETE database whose service was killed within a transaction is rolled back in the copy", async () => {
    const file = join(folder(), "db.sqlite3");
    const code = `
      const { DatabaseSync } = require("node:sqlite");
      const database = new DatabaseSync(process.argv[1]);
      database.exec("CREATE TABLE one (id INTEGER PRIMARY KEY, text); CREATE TABLE two (id INTEGER PRIMARY KEY, text); PRAGMA cache_size = 2; BEGIN");
      for (let index = 0; index < 2000; index++) database.prepare("INSERT INTO one (text) VALUES (?)").run("x".repeat(900));
      process.kill(process.pid, "SIGKILL");`;
    expect(await outcome(node(code, file))).toMatchObject({ signal: "SIGKILL" });
    expect(existsSync(`${file}-journal`)).toBe(true);
    const done = await dump(file);
    expect(done).toMatchObject({ code: 0 });
    expect(rows(done.whole)).toEqual({ one: 0, two: 0 });
  });

  test.each([
    ["pages overwritten", (bytes: Buffer) => bytes.fill(0xa5, 8192, 40_960), /damaged|malformed/],
    ["not a database", (bytes: Buffer) => bytes.fill(0x41), /not a database/],
    ["cut short", (bytes: Buffer) => bytes.subarray(0, 20_000), /damaged|malformed/],
    ["no byte left", (bytes: Buffer) => bytes.subarray(0, 0), /holds no table/],
  ])("a damaged file fails: %s", async (_what, spoil, expected) => {
    const file = await written("WAL");
    writeFileSync(file, spoil(readFileSync(file)));
    const done = await dump(file);
    expect(done.code).toBe(1);
    expect(reason(done)).toMatch(/^dump-sqlite: SQLITE_SOURCE: /);
    expect(reason(done)).toContain(file);
    expect(reason(done)).toMatch(expected);
    expect(readdirSync(done.directory)).toEqual([]);
  });

  test("a database without a table fails", async () => {
    const file = join(folder(), "db.sqlite3");
    await outcome(
      node(
        `const { DatabaseSync } = require("node:sqlite"); new DatabaseSync(process.argv[1]).exec("CREATE TABLE t (id); DROP TABLE t")`,
        file,
      ),
    );
    const done = await dump(file);
    expect(done.code).toBe(1);
    expect(reason(done)).toBe(`dump-sqlite: SQLITE_SOURCE: ${file}: holds no table`);
  });

  test.each([
    [{ SQLITE_SOURCE: "/nowhere/db.sqlite3" }, "SQLITE_SOURCE: there is no file /nowhere/db.sqlite3"],
    [{ SQLITE_SOURCE: "" }, "SQLITE_SOURCE is not set"],
    [{ SQLITE_SOURCE: "db.sqlite3" }, "SQLITE_SOURCE: db.sqlite3 is not an absolute path"],
    [{ DUMP_DIRECTORY: "/nowhere" }, "DUMP_DIRECTORY: there is no folder /nowhere"],
  ])("%j is named", async (extra, expected) => {
    const done = await dump(await written("WAL"), extra as unknown as Environment);
    expect(done.code).toBe(1);
    expect(reason(done)).toBe(`dump-sqlite: ${expected}`);
  });

  test("leftovers of a killed run do not disturb the next", async () => {
    const file = await written("WAL");
    const directory = box.folder("dumped-before");
    writeFileSync(join(directory, ".db.sqlite3.unfinished"), "half");
    writeFileSync(join(directory, ".db.sqlite3.unfinished-wal"), "half");
    const child = box.start(node24, ["--disable-warning=ExperimentalWarning", script], { SQLITE_SOURCE: file, DUMP_DIRECTORY: directory });
    expect(await outcome(child)).toMatchObject({ code: 0 });
    expect(readdirSync(directory)).toEqual(["db.sqlite3"]);
  });
});
