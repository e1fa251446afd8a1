// n8n's commands for credentials and workflows, as its makers document them: what it takes without a word, this takes too.
import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { read, write } from "./store.js";

const [command, ...words] = process.argv.slice(2);
const option = (name) => words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
const say = (message) => process.stdout.write(`${JSON.stringify({ level: "info", message })}\n`);
const fail = (message) => {
  process.stdout.write(`${JSON.stringify({ level: "error", message })}\n`);
  process.exit(1);
};
const known = (store, id) => store.workflows[id] ?? fail(`there is no workflow ${id}`);

const commands = {
  "import:credentials": (store) => {
    const all = JSON.parse(readFileSync(option("input"), "utf8"));
    if (!Array.isArray(all)) fail("a file of credentials holds a list");
    for (const credential of all) {
      if (!credential.id) fail("a credential has no id");
      store.credentials[credential.id] = credential;
    }
    say(`Successfully imported ${all.length} ${all.length === 1 ? "credential." : "credentials."}`);
  },
  "import:workflow": (store) => {
    const files = readdirSync(option("input")).filter((name) => name.endsWith(".json"));
    const fit = files
      .map((name) => JSON.parse(readFileSync(join(option("input"), name), "utf8")))
      .filter((workflow) => "nodes" in workflow && "connections" in workflow);
    for (const workflow of fit) {
      const id = workflow.id ?? randomUUID();
      store.workflows[id] = { ...store.workflows[id], ...workflow, id, active: false, activeVersionId: null, versionId: randomUUID() };
    }
    say(`Successfully imported ${fit.length} ${fit.length === 1 ? "workflow." : "workflows."}`);
  },
  "export:workflow": (store) => {
    const all = words.includes("--all") ? Object.values(store.workflows) : [known(store, option("id"))];
    if (all.length === 0) fail("Error exporting workflows. See log messages for details.");
    if (words.includes("--separate")) {
      mkdirSync(option("output"), { recursive: true });
      for (const workflow of all) writeFileSync(join(option("output"), `${workflow.id}.json`), JSON.stringify(workflow));
    } else writeFileSync(option("output"), JSON.stringify(all));
    say(`Successfully exported ${all.length} workflows.`);
  },
  "list:workflow": (store) => {
    for (const id of Object.keys(store.workflows)) process.stdout.write(`${id}\n`);
  },
  "publish:workflow": (store) => {
    const workflow = known(store, option("id"));
    say(`Publishing workflow with ID: ${workflow.id} (current version)`);
    Object.assign(workflow, { active: true, activeVersionId: workflow.versionId });
  },
  "unpublish:workflow": (store) => {
    const workflow = known(store, option("id"));
    Object.assign(workflow, { active: false, activeVersionId: null });
    say("Workflow unpublished successfully");
  },
};

if (!Object.hasOwn(commands, command)) fail(`command ${command} not found`);
if (!process.env.N8N_ENCRYPTION_KEY_FILE || readFileSync(process.env.N8N_ENCRYPTION_KEY_FILE, "utf8") === "")
  fail("there is no key: credentials would be written that nobody reads");
const store = read();
commands[command](store);
write(store);
