// Enters credentials and workflows into n8n's database, before n8n itself starts. A workflow that n8n has as its file is
// left alone, also where the owner has changed it in the editor: only another file replaces that.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readWorkflow } from "./read-workflow.mjs";
import { changed, need, run, say, secretIn, Unfinished } from "./set-up.mjs";

const mark = "mk360-";
const n8n = process.env.N8N ?? "n8n";
const content = JSON.parse(readFileSync(need("CONTENT"), "utf8"));
const scratch = need("SCRATCH");
const unfinished = join(need("N8N_HOME"), "mk360-unfinished.json");

// What n8n says of a command stands among the lines of its start.
const command = (...words) => {
  const { status, stdout, stderr, error } = spawnSync(n8n, words, { cwd: scratch, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  if (error) throw new Unfinished(`${n8n} does not start (${error.message})`, "this is a mistake of mk360");
  return { status, said: `${stdout}${stderr}` };
};

const lastOf = (said) => said.trim().split("\n").slice(-3).join(" ").slice(0, 600);

const must = (what, done, ...words) => {
  const { status, said } = command(...words);
  if (status !== 0 || !done.test(said)) throw new Error(`${what}: n8n ${words[0]} ended with ${status}: ${lastOf(said)}`);
};

const folder = (name) => {
  const path = join(scratch, name);
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { mode: 0o700 });
  return path;
};

const enterCredentials = () => {
  const all = content.credentials.map(({ fields, ...credential }) => ({
    ...credential,
    data: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value?.file ? secretIn(value.file) : value])),
  }));
  const file = join(folder("credentials"), "all.json");
  writeFileSync(file, JSON.stringify(all), { mode: 0o600 });
  try {
    must("the credentials are not entered", /Successfully imported \d+ credential/, "import:credentials", `--input=${file}`);
  } finally {
    rmSync(file);
  }
};

// Its export of nothing ends like one that failed.
const present = () => {
  const path = folder("present");
  const { status, said } = command("export:workflow", "--all", "--separate", `--output=${path}`);
  if (status !== 0) {
    const list = command("list:workflow", "--onlyId");
    if (list.status !== 0 || new RegExp(`^${mark}`, "m").test(list.said)) throw new Error(`its workflows cannot be read: ${lastOf(said)}`);
  }
  const all = readdirSync(path).map((name) => JSON.parse(readFileSync(join(path, name), "utf8")));
  return new Map(all.map((workflow) => [workflow.id, workflow]));
};

const callsOf = ({ nodes }) =>
  nodes
    .filter(({ type, disabled }) => !disabled && (type === "n8n-nodes-base.webhook" || type === "n8n-nodes-base.formTrigger"))
    .flatMap(({ type, name, parameters: { httpMethod = "GET", path, options }, webhookId }) => {
      if (type.endsWith("webhook")) return [{ name, call: `${httpMethod} ${path}` }];
      // A form is shown by one call and sent by another; a new one has its path among its options.
      return ["GET", "POST"].map((method) => ({ name, call: `${method} ${path ?? options?.path ?? webhookId}` }));
    });

// n8n would publish it all the same, and start the other one alone.
const takenFrom = (workflow, live) => {
  const others = [...live.values()].filter(({ id, active }) => active && !id.startsWith(mark));
  for (const { name, call } of callsOf(workflow)) {
    const other = others.find((each) => callsOf(each).some((theirs) => theirs.call === call));
    if (other) return `node "${name}" is called by ${call}, as your workflow "${other.name}" is`;
  }
  return undefined;
};

const remembered = () => (existsSync(unfinished) ? JSON.parse(readFileSync(unfinished, "utf8")) : []);

// Whole or not at all: who is killed here leaves the list of before.
const remember = (ids) => {
  writeFileSync(`${unfinished}.new`, JSON.stringify(ids));
  renameSync(`${unfinished}.new`, unfinished);
};

const enterWorkflows = (live) => {
  const problems = [];
  const wanted = content.workflows.map(readWorkflow);
  const others = wanted.filter(({ id, meta }) => live.get(id)?.meta?.mk360 !== meta.mk360);
  const fit = others.filter((workflow) => {
    const taken = takenFrom(workflow, live);
    if (taken) problems.push(`${workflow.id} stays as it was: ${taken}; give one of them another path`);
    return !taken;
  });
  const ids = new Set(wanted.map(({ id }) => id));
  // n8n takes a workflow out of service when it imports it: who is killed before it is published again finds it here.
  const toPublish = new Set([...remembered().filter((id) => ids.has(id)), ...fit.map(({ id }) => id)]);
  if (toPublish.size > 0) remember([...toPublish]);
  const path = folder("entered");
  for (const workflow of fit) {
    writeFileSync(join(path, `${workflow.id}.json`), JSON.stringify(workflow));
    changed(`${live.has(workflow.id) ? "entered anew" : "added"} workflow ${workflow.id}`);
  }
  if (fit.length > 0)
    must(
      "the workflows are not entered",
      new RegExp(`Successfully imported ${fit.length} workflow`),
      "import:workflow",
      "--separate",
      `--input=${path}`,
    );
  for (const id of toPublish) {
    must(`${id} is not published`, /Publishing workflow/, "publish:workflow", `--id=${id}`);
    toPublish.delete(id);
    remember([...toPublish]);
  }
  for (const { id, active } of live.values()) {
    if (!active || !id.startsWith(mark) || ids.has(id)) continue;
    must(`${id} is not taken out of service`, /unpublished/, "unpublish:workflow", `--id=${id}`);
    changed(`took workflow ${id} out of service, which the model has no more`);
  }
  return problems;
};

// Without its database or with a key that is not its own, n8n would not start either: that is tried again. But a workflow
// that is not taken must not keep all others away; the program that looks at n8n afterwards says that it is missing.
const enter = async () => {
  enterCredentials();
  const live = present();
  try {
    for (const problem of enterWorkflows(live)) say(problem);
  } catch (error) {
    say(error.message);
  }
  return `${content.workflows.length} workflows`;
};

run("n8n", "credentials and workflows are entered", enter);
