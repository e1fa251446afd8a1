import { elsewhere, ok, page, refused } from "./answer.js";
import { bulkEdit } from "./bulk-edit.js";
import { bulkEditObjects } from "./bulk-edit-objects.js";
import { collection } from "./collection.js";
import { known, whoAsks } from "./credentials.js";
import { empty, kinds, missing } from "./kinds/all.js";
import { paged } from "./listing.js";
import { notes } from "./notes.js";
import { may, verbFor } from "./permissions.js";
import { postDocument } from "./post-document.js";
import { anotherToken, profile } from "./profile.js";
import { forbidden, notAllowed, notFound, notHere, Refusal } from "./refusal.js";
import { bodyOf, versionOf } from "./request.js";
import { tasks } from "./tasks.js";
import { throttle, token } from "./token.js";

// Whoever is known is told them.
const versions = { "x-api-version": "10", "x-version": "3.0.5" };

const notFilled = (name) => () => {
  throw notHere(name);
};
const absent = () => {
  throw notFound();
};
const anyMethod = (answer) => Object.fromEntries(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"].map((method) => [method, answer]));
const none = (call) => ok(paged([], call, (row) => row));

/** Each path below /api/ with what it takes: whom, and how. A number at the end is one row of a kind. */
function table() {
  const rows = Object.keys(kinds).flatMap((name) => {
    const { model, all, one } = collection(kinds, name);
    return [
      [`${name}/`, { model, methods: all }],
      [`${name}/:id/`, { model, methods: one }],
    ];
  });
  const nothing = Object.entries(empty).flatMap(([name, model]) => [
    [`${name}/`, { model, methods: { ...anyMethod(notFilled(name)), GET: none, HEAD: none } }],
    [`${name}/:id/`, { model, methods: anyMethod(absent) }],
  ]);
  return new Map([
    ...rows,
    ...nothing,
    ...missing.map((name) => [`${name}/`, { methods: anyMethod(notFilled(name)) }]),
    ["trash/", { methods: { ...anyMethod(notFilled("trash")), GET: none, HEAD: none } }],
    ["profile/", { methods: profile }],
    ["profile/generate_auth_token/", { methods: anotherToken }],
    ["documents/bulk_edit/", { methods: bulkEdit }],
    ["bulk_edit_objects/", { methods: bulkEditObjects }],
    ["documents/post_document/", { methods: postDocument }],
    ["tasks/", { model: "paperlesstask", methods: tasks }],
    ["tasks/:id/", { model: "paperlesstask", methods: anyMethod(notFilled("one task")) }],
    ["documents/:id/notes/", { methods: notes }],
    ["token/", { methods: token, isOpen: true }],
  ]);
}

/** What is no path of the API is the pages of the web, which want a login that the API does not give. */
function outside({ method, headers }, { pathname }) {
  if (pathname === "/api/") return elsewhere("schema/view/");
  const takesPages = /text\/(html|\*)|\*\/\*/.test(headers.accept ?? "*/*");
  if (pathname === "/api/schema/view/" && !takesPages) throw new Refusal(406, "this is a page");
  if (pathname === "/api/schema/view/" || pathname === "/accounts/login/") return page("<!doctype html>");
  if (["GET", "HEAD"].includes(method)) return elsewhere(`/accounts/login/?next=${pathname}`);
  throw new Refusal(403, "no CSRF token");
}

export function answers(store, rate) {
  const paths = table();
  const count = throttle(rate);

  const answer = async (request, seen) => {
    const { method, headers } = request;
    const url = new URL(request.url, `http://${headers.host}`);
    const inside = url.pathname.match(/^\/api\/(.*)$/s)?.[1] ?? "";
    const [, kind, id, below = ""] = inside.match(/^([a-z_]+\/)([^/.]+)\/([a-z]+\/)?$/) ?? [];
    const route = paths.get(inside) ?? (id && paths.get(`${kind}:id/${below}`));
    if (!route) return outside(request, url);

    const version = versionOf(headers);
    const user = whoAsks(store, headers);
    seen.user = user;
    if (!route.isOpen) known(user);
    if (route.model) {
      const verb = verbFor(method);
      if (!verb) throw notAllowed(method);
      if (!may(store, user, `${verb}_${route.model}`)) throw forbidden();
    }
    if (route.isOpen) count(user?.id ?? request.socket.remoteAddress);
    const does = route.methods[method];
    if (!does) throw notAllowed(method);
    const base = `${url.origin}${url.pathname}`;
    return does({ request, store, user, method, id, version, base, query: url.searchParams, body: () => bodyOf(request) });
  };
  return async (request) => {
    const seen = {};
    const said = await answer(request, seen).catch(refused);
    return seen.user ? { ...said, headers: { ...said.headers, ...versions } } : said;
  };
}
