// What n8n tells its own pages of credentials and workflows, and its webhooks, which answer and do nothing.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { bcryptVerify } from "hash-wasm";
import { read, write } from "./store.js";

const sessions = new Map();

const login = async ({ emailOrLdapLoginId, password }, browser) => {
  const hash = readFileSync(process.env.N8N_INSTANCE_OWNER_PASSWORD_HASH_FILE, "utf8").trim();
  const isOwner = emailOrLdapLoginId === process.env.N8N_INSTANCE_OWNER_EMAIL;
  if (!isOwner || !(await bcryptVerify({ password, hash }))) return [401, { message: "Wrong username or password" }];
  const cookie = `${Math.random()}`.slice(2);
  sessions.set(cookie, browser);
  return [200, { data: { email: emailOrLdapLoginId } }, { "set-cookie": `n8n-auth=${cookie}; Path=/; HttpOnly; Secure` }];
};

const triggers = ({ nodes }) => nodes.filter(({ type }) => /trigger$|webhook$/i.test(type));

const workflow = (method, id, what) => {
  const store = read();
  const found = store.workflows[id];
  if (!found) return [404, { message: `Workflow with ID "${id}" does not exist` }];
  if (method === "GET" && what === "publication-status") {
    const list = found.active ? triggers(found).map((node) => ({ nodeId: node.id, status: "activated", errorMessage: null })) : [];
    const status = found.active ? "published" : "not_published";
    return [200, { data: { status, liveVersionId: found.activeVersionId, triggers: list } }];
  }
  if (method === "POST" && what === "archive") {
    found.isArchived = true;
    write(store);
  } else if (method !== "GET" || what) return [404, { message: "not found" }];
  return [200, { data: found }];
};

const credentials = (method, id) => {
  const store = read();
  if (method === "GET" && !id) return [200, { data: Object.values(store.credentials).map(({ data: _, ...shown }) => shown) }];
  if (method !== "DELETE" || !store.credentials[id]) return [404, { message: "not found" }];
  delete store.credentials[id];
  write(store);
  return [200, { data: true }];
};

const webhook = (path, header) => {
  const { workflows, credentials: all } = read();
  const nodes = Object.values(workflows).flatMap(({ active, nodes: its }) => (active ? its : []));
  const node = nodes.find(({ type, parameters }) => type === "n8n-nodes-base.webhook" && parameters.path === path);
  if (!node) return [404, { message: `The requested webhook "POST ${path}" is not registered.` }];
  const { data } = all[node.credentials?.httpHeaderAuth?.id] ?? {};
  if (node.parameters.authentication === "headerAuth" && header(data?.name ?? "") !== data?.value)
    return [403, "Authorization data is wrong!"];
  // Nothing runs here, so one that answers by itself says that it has done nothing.
  return [200, node.parameters.responseMode === "responseNode" ? { invoice: null } : { message: "Workflow was started" }];
};

const answer = async (request, text) => {
  const [, first, second, third, fourth] = new URL(request.url, "http://n8n").pathname.split("/");
  const header = (name) => request.headers[name.toLowerCase()];
  if (first === "webhook") return webhook(second, header);
  if (second === "login" && request.method === "POST") return login(JSON.parse(text), header("browser-id"));
  const cookie = /n8n-auth=(\d+)/.exec(header("cookie") ?? "")?.[1];
  if (!cookie || sessions.get(cookie) !== header("browser-id")) return [401, { message: "Unauthorized" }];
  if (second === "workflows") return third ? workflow(request.method, third, fourth) : [200, { data: Object.values(read().workflows) }];
  if (second === "credentials") return credentials(request.method, third);
  return [404, { message: "not found" }];
};

createServer((request, response) => {
  let text = "";
  request.on("data", (part) => (text += part));
  request.on("end", async () => {
    const [status, body, headers = {}] = await answer(request, text);
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  });
}).listen(Number(process.argv[2]), "127.0.0.1");
