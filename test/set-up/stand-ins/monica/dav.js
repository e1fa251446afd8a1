// What Monica 5.0.0-beta.5 does with tokens, vaults and cards, read in its source: who may, what it refuses, what it reads.
import { createHash, randomUUID } from "node:crypto";

const json = (status, body) => [status, JSON.stringify(body), { "content-type": "application/json" }];
const hashOf = (token) => createHash("sha256").update(token).digest("hex");

// Unfolded lines of a card, by their names.
const read = (card) => {
  const lines = card.replaceAll(/\r\n[ \t]/g, "").split("\r\n");
  if (lines[0] !== "BEGIN:VCARD" || !lines.includes("END:VCARD")) return undefined;
  const rows = lines.flatMap((line) => {
    const [, name, value] = /^([A-Z-]+)(?:;[^:]*)?:(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(rows);
};

// It splits at what no backslash stands before.
const parts = (value) => value.split(/(?<!\\);/).map((part) => part.replaceAll(/\\(.)/g, "$1"));

export const dav = (store, tokens) => {
  const tokenOwner = (token) => {
    const row = tokens().find((each) => each.token === hashOf(token));
    if (!row) return undefined;
    const abilities = JSON.parse(row.abilities);
    return { owner: store.read()[0], mayAll: abilities.includes("read") && abilities.includes("write") };
  };

  const api = ({ method, headers }, path, text) => {
    const [, token] = /^Bearer (.+)$/.exec(headers.authorization ?? "") ?? [];
    const known = token && tokenOwner(token);
    // Who does not ask for JSON is led to the page for people.
    if (!known && !headers.accept?.startsWith("application/json")) return [302, "", { location: "/login" }];
    if (!known) return json(401, { message: "Unauthenticated." });
    if (!known.mayAll) return json(403, { message: "Invalid ability provided." });
    const { owner } = known;
    if (path === "/api/user") return json(200, { data: { id: owner.id, name: "Owner mk360", email: owner.email } });
    if (path !== "/api/vaults") return json(404, { message: "not found" });
    if (method === "GET") return json(200, { data: owner.vaults ?? [] });
    const { name } = JSON.parse(text);
    if (typeof name !== "string" || name === "") return json(422, { error: { message: ["The name field is required."], error_code: 32 } });
    const vault = { id: randomUUID(), name, cards: {} };
    store.write([{ ...owner, vaults: [...(owner.vaults ?? []), vault] }]);
    return json(201, { data: vault });
  };

  // A header of its own kind it takes nowhere here: the token is the password, whatever the name before it.
  const card = ({ method, headers }, path, text) => {
    const [, basic = ""] = /^Basic (.+)$/.exec(headers.authorization ?? "") ?? [];
    const { owner, mayAll } = tokenOwner(Buffer.from(basic, "base64").toString().split(":")[1] ?? "") ?? {};
    if (!owner) return [401, "Invalid credentials.", { "www-authenticate": "Basic" }];
    if (!mayAll) return [403, "Invalid ability provided."];
    const [, , , account, book, file] = path.split("/").map(decodeURIComponent);
    const vault = account === owner.email && owner.vaults?.find(({ name }) => name === book);
    if (!vault || !file?.endsWith(".vcf")) return [404, "File not found"];
    const known = vault.cards[file];
    if (method === "GET") {
      // Another process works the card off.
      const isIn = known && Date.now() - known.came > 1000;
      return isIn ? [200, "BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n", { "content-type": "text/vcard" }] : [404, "Card not found"];
    }
    if (headers["if-none-match"] === "*" && known)
      return [412, "An If-None-Match header was specified, but the ETag matched (or * was specified)."];
    if (!/^text\/vcard/.test(headers["content-type"] ?? "")) return [415, "This collection only supports vcards"];
    const { UID, N, FN, NICKNAME, ADR } = read(text) ?? {};
    if (!FN) return [415, "Validation error in vCard"];
    const [last, first] = parts(N ?? "");
    // It takes this much of a card, and none whose number is not its address.
    const kept = { id: UID, first, last, nickname: NICKNAME && parts(NICKNAME)[0], address: ADR && parts(ADR), came: Date.now() };
    if (`${UID}.vcf` === file) vault.cards[file] = kept;
    store.write([owner]);
    return [known ? 204 : 201, ""];
  };

  return (request, text) => {
    const { pathname } = new URL(request.url, "http://monica");
    return pathname.startsWith("/dav/") ? card(request, pathname, text) : api(request, pathname, text);
  };
};
