import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { finished } from "../../support/finished";
import type { Bed } from "../bed/bed";
import { runningIn } from "../containers";
import { runPsql } from "../databases";

const freeConnections = `select current_setting('max_connections')::integer - count(*) from pg_stat_activity where backend_type = 'client backend'`;

/** Two probes and the person who asks keep theirs. */
const spared = 3;

/** As many sessions as the server still takes sort and write at one time. Gives how many there were. */
export async function fillPostgres(bed: Bed): Promise<number> {
  const server = runningIn(bed).find(({ pod, container }) => pod === "postgres-0" && container === "postgres");
  if (!server) throw new Error("PostgreSQL does not run");
  const sessions = Number(await runPsql(freeConnections)) - spared;
  const text = readFileSync(join(__dirname, "postgres.sql"), "utf8");
  const begin = Math.ceil(Date.now() / 1000) + 5;
  const ends = Array.from({ length: sessions }, async (_, number) => {
    // As the server's own user at its socket, and not in its control group: clients are elsewhere. Among its processes,
    // because psql finds its libraries by its own place in /proc.
    const child = spawn(
      "nsenter",
      [
        ...["-t", `${server.pid}`, "-m", "-n", "-p", "-S", "999", "-G", "999", "--", "/usr/lib/postgresql/16/bin/psql"],
        ...["--host=/var/run/postgresql", "--username=postgres", "--dbname=postgres", "--no-psqlrc", "--quiet"],
        ...["--set=ON_ERROR_STOP=1", `--set=number=${number}`, `--set=begin=${begin}`],
      ],
      { stdio: ["pipe", "ignore", "pipe"] },
    );
    child.stdin.end(text);
    return finished(child);
  });
  const failed = (await Promise.all(ends)).filter(({ code }) => code !== 0);
  if (failed.length > 0) throw new Error(`${failed.length} of ${sessions} sessions failed: ${failed[0]?.stderr}`);
  return sessions;
}
