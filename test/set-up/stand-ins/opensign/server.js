// Takes the place of OpenSign's server 2.41.0 where it makes its administrator and has papers signed: it refuses what that
// refuses.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { join } from "node:path";
import { kept } from "../kept.js";
import { papers } from "./papers.js";

const [port, folder] = process.argv.slice(2);
const store = kept(join(folder, "stand-in.json"), { users: [], members: [] });
const masterKey = process.env.MASTER_KEY;
const isMaster = ({ headers }) => headers["x-parse-master-key"] === masterKey;

// It answers while its migrations run, notes them when the last is done, and never where a class was there before them.
const started = Date.now();
const migrated = () => Date.now() - started > 500;

const sessions = new Map();
const userOf = ({ headers }) => {
  const token = headers["x-parse-session-token"];
  if (token === undefined) return undefined;
  if (!sessions.has(token)) throw [400, { code: 209, error: "Invalid session token" }];
  return sessions.get(token);
};
const paper = papers(store);

const isAdministrator = ({ UserRole, IsDisabled }) => UserRole === "contracts_Admin" && !IsDisabled;
const hasOne = ({ members }) => {
  const all = members.filter(isAdministrator);
  return all.length === 1 && all[0].OrganizationId !== undefined;
};

const functions = {
  checkadminexist: () => (hasOne(store.read()) ? "exist" : "not_exist"),
  // It asks nobody who he is, at any time.
  addadmin: ({ userDetails: { email, password, role, name, company } }) => {
    const all = store.read();
    if (!migrated()) all.isBroken = true;
    if (!all.users.some((user) => user.email === email)) all.users.push({ email, password, objectId: randomUUID() });
    const { objectId: user } = all.users.find((each) => each.email === email);
    if (all.members.some(({ Email }) => Email === email)) return { message: "User already exist" };
    const [objectId, OrganizationId, TenantId] = [randomUUID(), randomUUID(), randomUUID()];
    const UserId = { __type: "Pointer", className: "_User", objectId: user };
    const ids = { objectId, OrganizationId, TenantId, UserId };
    all.members.push({ ...ids, Email: email, Name: name, Company: company, UserRole: role, IsDisabled: false });
    store.write(all);
    return { message: "User sign up" };
  },
  updateuserasadmin: ({ email, masterkey }) => {
    const all = store.read();
    if (masterkey !== masterKey) throw [400, { code: 404, error: "Invalid master key." }];
    if (hasOne(all)) throw [400, { code: 137, error: "Admin already exists." }];
    const found = all.members.find(({ Email, IsDisabled }) => Email === email && !IsDisabled);
    if (!found) throw [404, { code: 101, error: "User not found." }];
    const OrganizationId = randomUUID();
    for (const member of all.members)
      Object.assign(member, { OrganizationId, UserRole: member === found ? "contracts_Admin" : "contracts_User" });
    store.write(all);
    return "admin_created";
  },
  loginuser: ({ email, password }) => {
    const user = store.read().users.find((each) => each.email === email && each.password === password);
    if (!user) throw [404, { code: 101, error: "Invalid username/password." }];
    const sessionToken = `r:${randomUUID()}`;
    sessions.set(sessionToken, user);
    return { objectId: user.objectId, email, sessionToken };
  },
  ...paper.functions,
};

const migrations = (request) => {
  if (!isMaster(request)) return [400, { code: 119, error: "Permission denied" }];
  return [200, { results: migrated() && !store.read().isBroken ? [{ objectId: "one", name: "20231110174122-update_setclp.cjs" }] : [] }];
};

const members = (request, id, given) => {
  const all = store.read();
  if (request.method === "GET")
    return isMaster(request) ? [200, { results: all.members }] : [400, { code: 119, error: "Permission denied" }];
  const found = all.members.find(({ objectId }) => objectId === id);
  // Whoever asks may change an entry that belongs to nobody.
  const may = found && (isMaster(request) || !found.ACL);
  if (request.method !== "PUT" || !may) return [404, { code: 101, error: "Object not found." }];
  for (const [key, value] of Object.entries(given))
    if (value?.__op === "Delete") delete found[key];
    else found[key] = value;
  store.write(all);
  return [200, { updatedAt: new Date().toISOString() }];
};

const answer = (request, bytes) => {
  const url = new URL(request.url, "http://opensign");
  const [, mount, kind, name, id] = url.pathname.split("/");
  if (mount !== "app") return [404, { error: "not found" }];
  if (kind === "health") return [200, { status: "ok" }];
  if (request.headers["x-parse-application-id"] !== "opensign") return [403, { error: "unauthorized" }];
  if (kind === "files" && request.method === "POST") return paper.file(userOf(request), name, bytes, request.headers.host);
  const text = bytes.toString();
  const given = text ? JSON.parse(text) : {};
  if (kind === "users" && request.method === "POST") return paper.account(given);
  if (kind === "classes" && name === "Migration") return migrations(request);
  if (kind === "classes" && name === "contracts_Users") return members(request, id, given);
  if (kind === "classes" && name === "contracts_Contactbook") return paper.contacts(userOf(request), url);
  if (kind === "classes" && name === "contracts_Document") return paper.documents(userOf(request), url);
  const called = kind === "functions" && request.method === "POST" && Object.hasOwn(functions, name) && functions[name];
  if (!called) return [400, { code: 141, error: `Invalid function: "${name}"` }];
  return [200, { result: called(given, userOf(request)) }];
};

const answered = (request, bytes) => {
  try {
    return answer(request, bytes);
  } catch (refusal) {
    if (!Array.isArray(refusal)) throw refusal;
    return refusal;
  }
};

createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    const [status, body] = answered(request, Buffer.concat(parts));
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
}).listen(Number(port), "127.0.0.1");
