// Takes the place of Vaultwarden 1.37.3 where its administration page invites: it refuses what that refuses.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { kept } from "../kept.js";
import { isPassword } from "./verify.js";

const [port, folder] = process.argv.slice(2);
const users = kept(join(folder, "stand-in.json"), []);
const { ADMIN_TOKEN, ADMIN_TOKEN_FILE } = process.env;
const token = (ADMIN_TOKEN ?? readFileSync(ADMIN_TOKEN_FILE, "utf8")).trim();
const sessions = new Set();

// Three in five minutes, whether right or wrong; a right one gives a session of twenty minutes.
let left = 3;
setInterval(() => (left = Math.min(3, left + 1)), 100_000).unref();

const login = async (text) => {
  if (left === 0) return [429, "Too many requests, try again later."];
  left -= 1;
  if (!(await isPassword((new URLSearchParams(text).get("token") ?? "").trim(), token)))
    return [401, "Invalid admin token, please try again."];
  const session = randomBytes(30).toString("hex");
  sessions.add(session);
  return [200, "<title>Vaultwarden Admin Panel</title>", { "set-cookie": `VW_ADMIN=${session}; HttpOnly; SameSite=Strict; Path=/admin` }];
};

const json = (status, body) => [status, JSON.stringify(body), { "content-type": "application/json" }];
const problem = (status, message) => json(status, { message, object: "error" });

const invite = ({ headers }, text) => {
  if (headers["content-type"] !== "application/json") return [404, "not found"];
  const { email } = JSON.parse(text);
  const all = users.read();
  if (all.some((each) => each.email === email.toLowerCase())) return problem(409, "User already exists");
  // What cannot be mailed is not saved either.
  if (process.env.STAND_IN_MAIL === "down") return problem(500, "SMTP error: Connection refused");
  const user = { id: randomBytes(8).toString("hex"), email: email.toLowerCase(), _status: 1, twoFactorEnabled: false };
  users.write([...all, user]);
  return json(200, user);
};

const answer = async (request, text) => {
  const { method, url, headers } = request;
  if (url === "/alive") return [200, '"2026-11-30T10:00:00.000000Z"'];
  if (url === "/admin") return method === "POST" ? login(text) : [200, "<title>Vaultwarden Admin Panel</title>"];
  if (!sessions.has(/VW_ADMIN=([^;]+)/.exec(headers.cookie ?? "")?.[1])) return [401, "Unauthorized"];
  if (method === "GET" && url === "/admin/users") return json(200, users.read());
  if (method === "POST" && url === "/admin/invite") return invite(request, text);
  return [404, "not found"];
};

createServer((request, response) => {
  let text = "";
  request.on("data", (part) => (text += part));
  request.on("end", async () => {
    const [status, body, headers = {}] = await answer(request, text);
    response.writeHead(status, headers).end(body);
  });
}).listen(Number(port), "127.0.0.1");
