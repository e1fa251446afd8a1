import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { finished } from "../support/finished";
import { kubeconfigOf } from "./bed/credentials";
import { program } from "./bed/programs";

const psql = [
  "exec",
  "-i",
  "-n",
  "storage",
  "postgres-0",
  "-c",
  "postgres",
  "--",
  "psql",
  "--host=/var/run/postgresql",
  "--no-psqlrc",
  "--quiet",
  "--tuples-only",
  "--no-align",
];

/** psql in PostgreSQL's own pod, as its superuser by the socket; it reads what is written to it. */
export function startPsql(...words: string[]) {
  return spawn(program("kubectl"), ["--kubeconfig", kubeconfigOf("admin"), ...psql, ...words], { stdio: ["pipe", "pipe", "pipe"] });
}

/** Runs it to its end, and gives what it printed. */
export async function runPsql(text: string, ...words: string[]): Promise<string> {
  const child = startPsql("--set=ON_ERROR_STOP=1", ...words);
  child.stdin.end(text);
  const { code, stdout, stderr } = await finished(child);
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

/** Gives each client of PostgreSQL a table, as its program would; a client's role bears the name of its database. */
export async function fillDatabases(): Promise<void> {
  const names = await runPsql("select datname from pg_database where not datistemplate and datname not in ('postgres', 'dsgvo_system')");
  const text = readFileSync(join(__dirname, "letters.sql"), "utf8");
  for (const name of names.trim().split("\n")) await runPsql(text, `--set=role=${name}`, `--dbname=${name}`);
}
