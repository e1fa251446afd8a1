// Takes the place of Monica 5.0.0-beta.5 where it makes its first account and takes contacts: it refuses what that refuses.
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { join } from "node:path";
import { kept } from "../kept.js";
import { dav } from "./dav.js";

const [port, folder] = process.argv.slice(2);
const accounts = kept(join(folder, "stand-in.json"), []);
const tokens = new Map();
// The rows of its table personal_access_tokens, which a job of ours writes to.
const contacts = dav(accounts, () => JSON.parse(process.env.STAND_IN_TOKENS ?? "[]"));

const page = () => {
  const [session, token] = [randomBytes(20).toString("hex"), `${randomBytes(20).toString("base64")}==`];
  tokens.set(session, token);
  const cookies = [`XSRF-TOKEN=${encodeURIComponent(token)}; path=/; secure`, `monica_session=${session}; path=/; secure; httponly`];
  return [200, "<title>Monica</title>", { "set-cookie": cookies }];
};

const isText = (value) => typeof value === "string" && value !== "";
// Its rules in production: Password::min(8)->letters()->mixedCase()->numbers()->symbols().
const isStrong = (password) =>
  isText(password) && password.length >= 8 && [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].every((sign) => sign.test(password));

const faultsOf = ({ first_name, last_name, email, password, password_confirmation, terms }) => ({
  ...(isText(first_name) ? {} : { first_name: ["The first name field is required."] }),
  ...(isText(last_name) ? {} : { last_name: ["The last name field is required."] }),
  ...(/^\S+@\S+\.\S+$/.test(email) ? {} : { email: ["The email field must be a valid email address."] }),
  ...(isStrong(password)
    ? {}
    : { password: ["The password field must contain at least one uppercase and one lowercase letter, one number and one symbol."] }),
  ...(password === password_confirmation ? {} : { password_confirmation: ["The password field confirmation does not match."] }),
  ...(terms === true ? {} : { terms: ["The terms field must be accepted."] }),
});

const register = ({ headers }, text) => {
  const session = /monica_session=([^;]+)/.exec(headers.cookie ?? "")?.[1];
  if (!session || tokens.get(session) !== headers["x-xsrf-token"]) return [419, '{"message":"CSRF token mismatch."}'];
  const given = JSON.parse(text);
  const errors = faultsOf(given);
  if (Object.keys(errors).length > 0) return [422, JSON.stringify({ message: "The given data was invalid.", errors })];
  accounts.write([{ email: given.email, password: given.password }]);
  // The mail that confirms the address follows the account, which stays when that cannot be sent.
  return process.env.STAND_IN_MAIL === "down" ? [500, '{"message":"Server Error"}'] : [201, '""'];
};

const answer = (request, text) => {
  if (request.url === "/up") return [200, "up"];
  if (/^\/(api|dav)\//.test(request.url)) return contacts(request, text);
  if (request.url !== "/register") return [404, "not found"];
  if (accounts.read().length > 0) return [403, "Registration is currently disabled"];
  return request.method === "POST" ? register(request, text) : page();
};

createServer((request, response) => {
  let text = "";
  request.on("data", (part) => (text += part));
  request.on("end", () => {
    const [status, body, headers = {}] = answer(request, text);
    response.writeHead(status, headers).end(body);
  });
}).listen(Number(port), "127.0.0.1");
