// A consistent copy of one SQLite database, taken from a mount that cannot be written to.
import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, isAbsolute, join } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";

const say = (message) => process.stderr.write(`dump-sqlite: ${message}\n`);
const fail = (message) => {
  throw new Error(message);
};
const need = (name) => process.env[name] || fail(`${name} is not set`);

const sideFiles = ["-wal", "-shm", "-journal"];
const state = (source) =>
  ["", ...sideFiles]
    .map((end) => {
      const found = statSync(source + end, { throwIfNoEntry: false, bigint: true });
      return found ? `${found.ino}:${found.size}:${found.mtimeNs}` : "-";
    })
    .join(" ");

const copyPages = async (from, to) => {
  rmSync(to, { force: true });
  const database = new DatabaseSync(from, { readOnly: true, timeout: 30_000 });
  try {
    // All pages in one step: between two steps a busy service would make the copy start over and over.
    await backup(database, to, { rate: 0x7fffffff });
  } finally {
    database.close();
  }
};

// The service is running: its -shm file is there and SQLite's own locks work through a read-only mount.
const fromLive = (source, to) => copyPages(source, to);

// The service was shut down: SQLite would make a -wal and a -shm file and must be told that nobody writes.
const fromClosed = (source, to) => {
  const address = pathToFileURL(source);
  address.searchParams.set("immutable", "1");
  return copyPages(address, to);
};

// The service was killed: what it left has to be rolled forward or back, which is done on a copy.
const fromKilled = async (source, to) => {
  const folder = mkdtempSync(join(tmpdir(), "dump-sqlite-"));
  try {
    const copy = join(folder, "database");
    for (const end of ["", "-wal", "-journal"]) {
      if (existsSync(source + end)) copyFileSync(source + end, copy + end);
    }
    const database = new DatabaseSync(copy);
    database.prepare("SELECT count(*) FROM sqlite_schema").get();
    database.close();
    await copyPages(copy, to);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const take = async (source, to) => {
  for (let attempt = 1; attempt <= 5; attempt++) {
    const before = state(source);
    try {
      return await fromLive(source, to);
    } catch (error) {
      if (error.errcode === 11 || error.errcode === 26) throw error;
    }
    // These two are right only while nobody writes, so a change in between means another try.
    const leftovers = ["-wal", "-journal"].some((end) => statSync(source + end, { throwIfNoEntry: false })?.size > 0);
    const failure = await (leftovers ? fromKilled : fromClosed)(source, to).catch((error) => error);
    if (state(source) === before) {
      if (failure) throw failure;
      return;
    }
    say(`${source} changed while it was copied, trying again`);
  }
  fail("kept changing while it was copied");
};

const inspect = (file) => {
  const database = new DatabaseSync(file);
  try {
    // One file without companions, so that a restore needs nothing beside it.
    database.exec("PRAGMA journal_mode = DELETE");
    const verdict = database
      .prepare("PRAGMA integrity_check")
      .all()
      .map((row) => row.integrity_check);
    if (verdict.join() !== "ok") fail(`damaged, ${verdict[0]}`);
    const query = "SELECT count(*) AS tables FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    const { tables } = database.prepare(query).get();
    if (tables === 0) fail("holds no table");
    return tables;
  } finally {
    database.close();
  }
};

const main = async () => {
  const source = need("SQLITE_SOURCE");
  const directory = need("DUMP_DIRECTORY");
  if (!isAbsolute(source)) fail(`SQLITE_SOURCE: ${source} is not an absolute path`);
  if (!statSync(source, { throwIfNoEntry: false })?.isFile()) fail(`SQLITE_SOURCE: there is no file ${source}`);
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) fail(`DUMP_DIRECTORY: there is no folder ${directory}`);

  const whole = join(directory, basename(source));
  const unfinished = join(directory, `.${basename(source)}.unfinished`);
  const sweep = () => {
    for (const end of ["", ...sideFiles]) rmSync(unfinished + end, { force: true });
  };
  // As process 1 of a container Node would not hear these at all.
  for (const signal of ["SIGTERM", "SIGINT"]) {
    process.on(signal, () => {
      sweep();
      process.exit(143);
    });
  }
  try {
    sweep();
    await take(source, unfinished);
    const tables = inspect(unfinished);
    renameSync(unfinished, whole);
    say(`${whole} holds ${tables} tables`);
  } catch (error) {
    fail(`SQLITE_SOURCE: ${source}: ${error.message}`);
  } finally {
    sweep();
  }
};

main().catch((error) => {
  say(error.message);
  process.exitCode = 1;
});
