// Fails when VictoriaLogs no longer holds the lines of KEPT_DAYS, when it takes no new ones, and when fewer than MACHINES
// have sent any for a day. A store that is younger holds what came since it began: MEMORY_FILE, which lies beside the logs and is lost with them, remembers when that was.
import { readFileSync, renameSync, writeFileSync } from "node:fs";

const day = 86_400;
const [tries, pause] = [Number(process.env.TRIES ?? 6), Number(process.env.PAUSE_SECONDS ?? 10) * 1000];

const fail = (message) => {
  process.stderr.write(`oldest-log: ${message}\n`);
  process.exit(1);
};
const need = (name) => process.env[name] || fail(`${name} is not set`);
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const date = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 10);

// A pod is let out a moment after its start.
const ask = async (path) => {
  const url = `${need("VICTORIA_LOGS")}${path}`;
  for (let left = tries - 1; ; left -= 1) {
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
      if (!answer.ok) throw new Error(`it answers ${answer.status}`);
      return await answer.text();
    } catch (error) {
      if (left <= 0) return fail(`VictoriaLogs at ${url} does not say how it is: ${error.cause?.message ?? error.message}`);
      await sleep(pause);
    }
  }
};

const remembered = (file) => {
  try {
    const seconds = Number(readFileSync(file, "utf8"));
    return seconds > 0 ? seconds : Number.POSITIVE_INFINITY;
  } catch (error) {
    if (error.code === "ENOENT") return Number.POSITIVE_INFINITY;
    throw error;
  }
};

const kept = Number(need("KEPT_DAYS"));
if (!Number.isInteger(kept) || kept < 2) fail(`KEPT_DAYS=${process.env.KEPT_DAYS} is not a whole number of days, 2 or more`);
const memory = need("MEMORY_FILE");
const machines = Number(need("MACHINES"));
const text = await ask("/metrics");
const figure = (name) => {
  const [, value] = new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, "m").exec(text) ?? [];
  return value === undefined ? undefined : Number(value);
};

const readOnly = figure("vl_storage_is_read_only");
if (readOnly === undefined)
  fail("VictoriaLogs does not say whether it takes new lines: its figures have other names than this script knows");
if (readOnly === 1) {
  fail("VictoriaLogs takes no new lines, because its volume or the disk is nearly full: make room there, or lower what fills it");
}
const oldest = figure("vl_storage_log_min_timestamp_seconds");
if (oldest === undefined || !(oldest > 0)) fail("VictoriaLogs holds no line: look whether the two vlagent run");

// As vlagent names the node of a pod. A day holds at least the lines of the night's jobs.
const byNode = new URLSearchParams({ query: "_time:1d | stats by (kubernetes.pod_node_name) count() lines" });
const nodeIn = (line) => {
  try {
    return JSON.parse(line)["kubernetes.pod_node_name"];
  } catch {
    return fail(`VictoriaLogs answers a question with ${JSON.stringify(line.slice(0, 80))}, which is no line of JSON`);
  }
};
const heard = (await ask(`/select/logsql/query?${byNode}`))
  .split("\n")
  .filter((line) => line !== "")
  .map(nodeIn)
  .filter((node) => node);
if (heard.length < machines) {
  fail(
    `of ${machines} machines only ${heard.length} sent a line for a day (${heard.sort().join(", ") || "none"}): look at vlagent on the other`,
  );
}

const now = Date.now() / 1000;
const began = Math.min(remembered(memory), oldest);
writeFileSync(`${memory}.new`, `${Math.floor(began)}\n`);
renameSync(`${memory}.new`, memory);

// Whole days go at once, so the oldest line may be a day younger than what is kept.
const mayBe = Math.max(began, now - kept * day) + day;
if (oldest > mayBe) {
  fail(
    `the oldest line is of ${date(oldest)}, and lines from ${date(mayBe - day)} on should be there: the logs outgrew their room. ` +
      'Look with "npx mk360 status" and kubectl logs for the program that floods, or give the volume victoria-logs/logs more in config.yaml',
  );
}
process.stderr.write(`oldest-log: the oldest line is ${Math.floor((now - oldest) / day)} days old, of ${kept} that are kept\n`);
