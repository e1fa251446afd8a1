// Looks whether n8n runs the workflows of the model, once it is up: what its commands enter they never say to be wrong.
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { N8n } from "./n8n-api.mjs";
import { readWorkflow } from "./read-workflow.mjs";
import { changed, need, remark, run, secretIn, Unfinished, until } from "./set-up.mjs";

const mark = "mk360-";
const content = JSON.parse(readFileSync(need("CONTENT"), "utf8"));

// Where a node stands on the page is nobody's business; the rest of it is what runs.
const asRun = ({ nodes, connections, settings = {} }, keys) => ({
  nodes: nodes.map(({ position: _, ...node }) => node).sort((a, b) => (a.id < b.id ? -1 : 1)),
  connections,
  settings: Object.fromEntries(keys.map((key) => [key, settings[key]])),
});

const isAsDeclared = (live, wanted) => {
  const keys = Object.keys(wanted.settings);
  return isDeepStrictEqual(asRun(live, keys), asRun(wanted, keys)) && live.name === wanted.name;
};

// n8n looks every ten seconds for what was published beside it, and works that off every fifteen.
const heardWithin = 40_000;

// Until n8n has heard of a version, it tells how the one before is. It names the version that is in service, and none where
// no node is.
const published = async (n8n, { id, activeVersionId }, nodes) => {
  const asked = Date.now();
  const { status, triggers } = await until(`the workflow ${id}`, async () => {
    const answer = await n8n.must("GET", `/rest/workflows/${id}/publication-status`);
    const failed = answer.status === "failed" && Date.now() - asked > heardWithin;
    if (answer.status === "in_progress" || (answer.liveVersionId !== activeVersionId && !failed))
      throw new Error("n8n has not taken the new version into service; its log says why");
    return answer;
  });
  if (status === "published") return;
  const failed = triggers.find((trigger) => trigger.status === "failed");
  const name = nodes.find((node) => node.id === failed?.nodeId)?.name;
  throw new Unfinished(
    `${id}: node "${name}" is not in service (${failed?.errorMessage})`,
    "mend it in its file and deploy, or restart n8n where what it waits for was away",
  );
};

const look = async (n8n, wanted) => {
  const { id } = wanted;
  const live = await until(`the workflow ${id}`, async () => {
    const answer = await n8n.ask("GET", `/rest/workflows/${id}`);
    if (answer.status === 404) throw new Error("n8n has none; `kubectl -n public logs deployment/n8n -c enter` says why");
    const found = n8n.taken(answer);
    // While the new one starts, the one of before still answers.
    if (found.meta?.mk360 !== wanted.meta.mk360)
      throw new Error("n8n has another one; `kubectl -n public logs deployment/n8n -c enter` says why");
    return found;
  });
  if (live.isArchived || !live.active) return remark(`${id} is switched off in n8n's editor: publish it there`);
  await published(n8n, live, wanted.nodes);
  const name = id.slice(mark.length);
  if (!isAsDeclared(live, wanted))
    remark(
      `${id} was changed in n8n's editor: \`npx mk360 workflows pull ${name}\` takes that into the repository, and the next change there replaces it`,
    );
  else if (live.activeVersionId !== live.versionId) remark(`${id} runs in another version than the editor shows: publish it there`);
};

const probe = async (n8n, { path, header, valueFile, body, answer }) => {
  const headers = { [header]: secretIn(valueFile) };
  await until(`the webhook ${path}`, async () => {
    const got = await n8n.call(`/webhook/${path}`, headers, body);
    // While it starts, n8n says well to whatever it is asked, and loses it.
    if (!got.text.includes(answer)) throw new Error(`it says ${got.status} ${got.text.slice(0, 200)}`);
  });
};

// What the model has no more is out of service since n8n's start; here it goes out of sight.
const tidy = async (n8n) => {
  const ours = (list) => list.filter(({ id }) => id.startsWith(mark));
  for (const { id, isArchived, active } of ours(await n8n.must("GET", "/rest/workflows"))) {
    if (content.workflows.some((file) => file.endsWith(`/${id}.json`)) || isArchived || active) continue;
    await n8n.must("POST", `/rest/workflows/${id}/archive`);
    changed(`put workflow ${id} into n8n's archive, which the model has no more`);
  }
  for (const { id } of ours(await n8n.must("GET", "/rest/credentials"))) {
    if (content.credentials.some((credential) => credential.id === id)) continue;
    await n8n.must("DELETE", `/rest/credentials/${id}`);
    changed(`deleted credential ${id}, which the model has no more`);
  }
};

const main = async () => {
  const n8n = await N8n.open(need("N8N_URL"), { email: need("N8N_OWNER"), password: secretIn(need("N8N_PASSWORD_FILE")) });
  for (const file of content.workflows) await look(n8n, readWorkflow(file));
  for (const each of content.probes) await probe(n8n, each);
  await tidy(n8n);
  return `${content.workflows.length} workflows`;
};

run("n8n", "it runs what is declared", main);
