// An upload is read in by a worker of the real one, some time later; here when its task is asked after for the third time. The
// first time there is no such task yet, as happens with the real one.
import { ok } from "./answer.js";
import { paged } from "./listing.js";

const readIn = (store, task) => {
  const upload = store.find("uploads", task.upload);
  const first = store.rows("uploads").find((other) => other.id < upload.id && other.sha256 === upload.sha256 && other.document);
  if (first) {
    const result_data = { duplicate_of: first.document, reason: `It is a duplicate of ${first.title} (#${first.document})` };
    return Object.assign(task, { status: "failure", result_data, related_document_ids: [first.document] });
  }
  const { owner, correspondent, document_type, title } = upload;
  const document = store.insert("documents", {
    ...{ owner, correspondent, document_type, title },
    added: new Date().toISOString(),
    page_count: 1,
    tags: [],
    notes: [],
  });
  upload.document = document.id;
  return Object.assign(task, { status: "success", result_data: { document_id: document.id }, related_document_ids: [document.id] });
};

const list = (call) => {
  const { store, user, query } = call;
  const wanted = query.get("task_id");
  const mine = store.rows("tasks").filter(({ owner }) => user.is_staff || owner === user.id);
  const found = wanted === null ? mine : mine.filter(({ task_id }) => task_id === wanted);
  if (wanted !== null)
    for (const task of found) {
      task.asked += 1;
      if (task.asked > 2 && task.status === "pending") readIn(store, task);
    }
  store.save();
  return ok(
    paged(
      found.filter(({ asked }) => asked > 1),
      call,
      ({ upload, asked, ...shown }) => shown,
    ),
  );
};

export const tasks = { GET: list };
