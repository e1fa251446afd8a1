import { Invalid, Refusal } from "./refusal.js";

const versions = ["9", "10"];
const spoken = ["application/json", "application/*", "*/*", "text/html"];

/** The version of the API that is asked for. */
export function versionOf({ accept = "*/*" }) {
  const wanted = accept.split(",").map((part) => part.split(";").map((word) => word.trim().toLowerCase()));
  const taken = spoken.map((type) => wanted.find(([name]) => name === type)).find(Boolean);
  if (!taken) throw new Refusal(406, { detail: "nothing here is of a type that Accept names" });
  const version = taken.find((word) => word.startsWith("version="))?.slice("version=".length) ?? "10";
  if (!versions.includes(version)) throw new Refusal(406, { detail: `Accept names version ${version}` });
  return Number(version);
}

const form = (text) => Object.fromEntries(new URLSearchParams(text));
const json = (text) => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Invalid({ detail: `this is no JSON: ${error.message}` });
  }
};

/** What was sent; read only once it is needed, as who may not do something is told that first. */
export async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString("utf8");
  if (text === "") return {};
  const [type = ""] = (request.headers["content-type"] ?? "").split(";");
  const reads = { "application/json": json, "application/x-www-form-urlencoded": form }[type.trim().toLowerCase()];
  if (!reads) throw new Refusal(415, { detail: `a body of type "${type}" is not read` });
  return reads(text);
}
