import { beforeAll, describe, expect, test } from "@jest/globals";
import {
  argon2,
  bcrypt,
  certificate,
  composed,
  given,
  htpasswd,
  type KeyPairKind,
  keyPair,
  lasting,
  type Origin,
  random,
  text,
} from "../../../charts/model/access/credential";
import { password as line } from "../../../charts/model/access/given-kind";
import { Authority } from "../../../cli/secrets/authority";
import { isHashOf } from "../../../cli/secrets/hashes";
import { type Made, makeCredential, type Sources, type Values } from "../../../cli/secrets/make-credential";

const now = new Date("2026-11-24T12:00:00Z");
let sources: Sources;

beforeAll(async () => {
  sources = { authority: await Authority.create(now), now, given: () => undefined };
});

function make(keys: Record<string, Origin>, existing: Values = {}, changes: Partial<Sources> = {}): Promise<Made> {
  return makeCredential({ name: "example", purpose: "an example", namespaces: ["public"], keys }, existing, { ...sources, ...changes });
}

describe("a credential that is new", () => {
  test("has random texts of letters and digits, of the length declared, never twice the same", async () => {
    const one = (await make({ password: random(40) })).values.password;
    expect(one).toMatch(/^[A-Za-z0-9]{40}$/);
    expect((await make({ password: random(40) })).values.password).not.toBe(one);
  });

  test.each([
    ["bcrypt", bcrypt("password"), /^\$2y\$10\$.{53}$/],
    ["argon2", argon2("password"), /^\$argon2id\$v=19\$m=65540,t=3,p=4\$/],
  ] as const)("has a %s hash of its password", async (_name, origin, shape) => {
    const { password = "", hash = "" } = (await make({ hash: origin, password: random(24) })).values;
    expect(hash).toMatch(shape);
    expect(await isHashOf(password, hash)).toBe(true);
  });

  test("has an htpasswd line for its user", async () => {
    const { password = "", line = "" } = (await make({ line: htpasswd("anna", "password"), password: random(24) })).values;
    expect(line).toMatch(/^anna:\$2y\$/);
    expect(await isHashOf(password, line.slice("anna:".length))).toBe(true);
  });

  test("has texts that are put together from the others, the certificate's two parts too", async () => {
    const { values } = await make({
      "tls.pem": composed("{tls.key}{tls.crt}"),
      "tls.crt": certificate("certificate", "a"),
      "tls.key": certificate("key", "a"),
    });
    expect(values["tls.pem"]).toBe(`${values["tls.key"]}${values["tls.crt"]}`);
    expect(sources.authority.hasIssued({ certificate: values["tls.crt"] ?? "", key: values["tls.key"] ?? "" }, ["a"])).toBe(true);
  });

  test("names what only its owner knows, and is put together without it as far as that goes", async () => {
    const keys = { token: given("a token", "nothing works", line), url: composed("https://{token}@x"), user: text("admin") };
    const { values, missing } = await make(keys);
    expect(values).toEqual({ user: "admin" });
    expect(missing).toEqual([{ credential: "example", key: "token", what: "a token", without: "nothing works" }]);
    expect((await make(keys, {}, { given: () => "abc" })).values).toEqual({ token: "abc", url: "https://abc@x", user: "admin" });
  });
});

describe("a credential that exists", () => {
  const keys = {
    username: text("admin"),
    password: random(24),
    hash: argon2("password"),
    line: htpasswd("anna", "password"),
    url: composed("db://{username}:{password}@host"),
    "tls.crt": certificate("certificate", "a"),
    "tls.key": certificate("key", "a"),
    lock: lasting(10, { because: "everything is locked with it", instead: "change the lock" }),
    token: given("a token", "nothing works", line),
  };
  let first: Values;
  beforeAll(async () => {
    first = (await make(keys, {}, { given: () => "abc" })).values;
  });

  test("stays to the last letter", async () => {
    expect(await make(keys, first, { given: () => "another" })).toEqual({ values: first, changed: [], missing: [] });
  });

  test("follows the model where a text, a template or a name of its certificate changes, and nowhere else", async () => {
    const next = {
      ...keys,
      username: text("root"),
      "tls.crt": certificate("certificate", "a", "b"),
      "tls.key": certificate("key", "a", "b"),
    };
    const { values, changed } = await make(next, first);
    expect(changed).toEqual(["username", "url", "tls.crt", "tls.key"]);
    expect(values.url).toBe(`db://root:${first.password}@host`);
  });

  test("gets the hashes of a password that somebody has changed with sops", async () => {
    const { values, changed } = await make(keys, { ...first, password: "typed by hand" });
    expect(changed).toEqual(["hash", "line", "url"]);
    expect(await isHashOf("typed by hand", values.hash ?? "")).toBe(true);
  });

  test("gets another certificate when its authority is another, or its key was lost", async () => {
    const authority = await Authority.create(now);
    expect((await make(keys, first, { authority })).changed).toEqual(["tls.crt", "tls.key"]);
    expect((await make(keys, { ...first, "tls.key": "lost" })).changed).toEqual(["tls.crt", "tls.key"]);
  });

  test("loses what a rotation replaces, and all that follows from it", async () => {
    const { changed } = await make(keys, first, { replaces: (key) => key === "password" });
    expect(changed).toEqual(["password", "hash", "line", "url"]);
  });
});

describe.each(["RSA", "SSH", "WireGuard"] as const)("a key pair for %s", (of: KeyPairKind) => {
  const keys = { "key.pub": keyPair(of, "public"), key: keyPair(of, "private") };
  let first: Values;
  beforeAll(async () => {
    first = (await make(keys)).values;
  });

  test("is another one in each credential, and stays", async () => {
    expect((await make(keys)).values.key).not.toBe(first.key);
    expect(await make(keys, first)).toEqual({ values: first, changed: [], missing: [] });
  });

  test("gets a lost public half back from the private one", async () => {
    expect((await make(keys, { key: first.key ?? "" })).values).toEqual(first);
  });

  test("changes as a pair", async () => {
    const { changed } = await make(keys, first, { replaces: (_key, { kind }) => kind === "key pair" });
    expect(changed).toEqual(["key.pub", "key"]);
  });

  test("with a private half that is none is refused, and not replaced unasked", async () => {
    await expect(make(keys, { ...first, key: "typed by hand" })).rejects.toThrow(
      /^example: key is "something else".*secrets rotate example/,
    );
  });
});
