// As the real one takes an upload; nobody reads it in here, so what was taken lies among the rows "uploads" for whoever asks
// the file of this stand-in.
import { createHash, randomUUID } from "node:crypto";
import { word } from "./answer.js";
import { may } from "./permissions.js";
import { Invalid, notHere, Refusal } from "./refusal.js";

// By the file's first bytes; what else the real one reads in, nobody sends here.
const isPdf = (content) => content.subarray(0, 5).toString("latin1") === "%PDF-";

const taken = ["document", "title", "created", "correspondent", "document_type"];

const reference = (store, kind, form, name) => {
  const said = form.get(name);
  if (said === null || said === "") return null;
  const row = /^\d+$/.test(said) ? store.find(kind, Number(said)) : undefined;
  if (!row) throw new Invalid({ [name]: [`Invalid pk "${said}" - object does not exist.`] });
  return row.id;
};

const post = async ({ store, user, request }) => {
  if (!may(store, user, "add_document")) throw new Refusal(403, "Insufficient permissions");
  const type = request.headers["content-type"] ?? "";
  if (!type.startsWith("multipart/form-data")) throw new Refusal(415, { detail: `a body of type "${type}" is not read` });
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const form = await new Response(Buffer.concat(chunks), { headers: { "content-type": type } }).formData();
  const unknown = [...form.keys()].find((name) => !taken.includes(name));
  if (unknown) throw notHere(`upload with ${unknown}`);
  const document = form.get("document");
  if (!document || typeof document === "string") throw new Invalid({ document: ["No file was submitted."] });
  const content = Buffer.from(await document.arrayBuffer());
  if (!isPdf(content)) throw new Invalid({ document: [`File type of ${document.name} not supported`] });
  const created = form.get("created");
  if (created !== null && Number.isNaN(Date.parse(created))) throw new Invalid({ created: ["Datetime has wrong format."] });
  store.insert("uploads", {
    name: document.name,
    title: form.get("title"),
    created,
    correspondent: reference(store, "correspondents", form, "correspondent"),
    document_type: reference(store, "document_types", form, "document_type"),
    owner: user.id,
    sha256: createHash("sha256").update(content).digest("hex"),
  });
  store.save();
  return word(randomUUID());
};

export const postDocument = { POST: post };
