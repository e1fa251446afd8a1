// As the real one takes an upload; what was taken lies among the rows "uploads" for whoever asks the file of this stand-in.
import { createHash, randomUUID } from "node:crypto";
import { word } from "./answer.js";
import { may } from "./permissions.js";
import { Invalid, notHere, Refusal } from "./refusal.js";

// By the file's first bytes; what else the real one reads in, nobody sends here.
const isPdf = (content) => content.subarray(0, 5).toString("latin1") === "%PDF-";

const taken = ["document", "title", "created", "correspondent", "document_type", "storage_path", "custom_fields"];

const reference = (store, kind, form, name) => {
  const said = form.get(name);
  if (said === null || said === "") return null;
  const row = /^\d+$/.test(said) ? store.find(kind, Number(said)) : undefined;
  if (!row) throw new Invalid({ [name]: [`Invalid pk "${said}" - object does not exist.`] });
  return row.id;
};

const isRight = {
  string: (value) => String(value).length <= 128,
  date: (value) => /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)),
  monetary: (value) => /^-?\d{1,10}(\.\d{1,2})?$/.test(value) || /^[A-Z]{3}-?\d+\.\d{1,2}$/.test(value),
};

// By number of the field, each of the kind that the field has.
const customFields = (store, form) => {
  const said = JSON.parse(form.get("custom_fields") || "{}");
  for (const [id, value] of Object.entries(said)) {
    const field = store.find("custom_fields", Number(id));
    if (!field) throw new Invalid({ custom_fields: [`Custom field with id ${id} does not exist`] });
    if (!(isRight[field.data_type] ?? (() => true))(value)) throw new Invalid({ custom_fields: [`"${value}" is no ${field.data_type}`] });
  }
  return said;
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
  const upload = store.insert("uploads", {
    name: document.name,
    title: form.get("title"),
    created,
    correspondent: reference(store, "correspondents", form, "correspondent"),
    document_type: reference(store, "document_types", form, "document_type"),
    storage_path: reference(store, "storage_paths", form, "storage_path"),
    custom_fields: customFields(store, form),
    owner: user.id,
    sha256: createHash("sha256").update(content).digest("hex"),
    content: content.toString("base64"),
  });
  const task = { task_id: randomUUID(), task_type: "consume_file", trigger_source: "api_upload", status: "pending", owner: user.id };
  store.insert("tasks", { ...task, result_data: null, related_document_ids: [], upload: upload.id, asked: 0 });
  store.save();
  return word(task.task_id);
};

export const postDocument = { POST: post };
