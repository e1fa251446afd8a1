import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { dump } from "js-yaml";
import { type SecretEntry, secretsDocument } from "../../../charts/facts/secrets";
import { stackOf } from "../../support/stack";
import { tooWide, widthOf } from "../command";
import { Operator } from "../operator";

const { credentials } = secretsDocument(stackOf());
const credential = (name: string) => credentials.find((entry) => entry.name === name) as SecretEntry;
const pathOf = (namespace: string, name: string) => `secrets/cluster/${namespace}/${name}.yaml`;

describe("mk360 secrets list", () => {
  let owner: Operator;

  beforeAll(() => {
    owner = new Operator();
  });
  beforeEach(() => {
    rmSync(join(owner.folder, "secrets"), { recursive: true, force: true });
    for (const entry of credentials) for (const namespace of entry.namespaces) write(entry, namespace);
  });
  afterAll(() => owner.remove());

  /** A file with the names that SOPS leaves in the clear. */
  function write({ name, keys }: SecretEntry, namespace: string, without: readonly string[] = []): void {
    const kept = Object.keys(keys).filter((key) => !without.includes(key));
    const stringData = Object.fromEntries(kept.map((key) => [key, "ENC[AES256_GCM,data:x,iv:x,tag:x,type:str]"]));
    owner.write(pathOf(namespace, name), dump({ kind: "Secret", metadata: { name, namespace }, stringData, sops: {} }));
  }

  /** The state in the table and the lines below it. */
  function listed(name: string): { state: string | undefined; below: string[] } {
    const [table = "", below = ""] = owner.mk360(["secrets", "list"]).stdout.trimEnd().split("\n\n");
    const state = table.split("\n").find((line) => line.startsWith(`${name} `));
    return { state: state?.split(/ {2,}/)[1], below: below.split("\n").filter((line) => line !== "") };
  }

  test("has nothing to add where every file is there", () => {
    expect(listed("n8n-database")).toEqual({ state: "there", below: [] });
  });

  test("ends with 0 where all is there, and with 2 where something is missing or has ended", () => {
    const code = (...args: string[]) => owner.mk360(["secrets", "list", ...args]).code;
    const whole = code();
    const path = pathOf("storage", "n8n-database");
    rmSync(join(owner.folder, path));
    expect([whole, code(), code("--json")]).toEqual([0, 2, 2]);
  });

  test.each([60, 80, 100])("keeps to a terminal of %i columns, and leaves nothing out", (columns) => {
    for (const name of ["backup-remote-nas", "n8n-database"])
      for (const namespace of credential(name).namespaces) rmSync(join(owner.folder, pathOf(namespace, name)));
    const { stdout } = owner.mk360(["secrets", "list"], { NODE_OPTIONS: widthOf(columns) });
    expect(tooWide(stdout, columns)).toEqual([]);
    const words = stdout.split(/\s+/).join(" ");
    expect(credentials.filter(({ name, purpose }) => !words.includes(name) || !words.includes(purpose)).map(({ name }) => name)).toEqual(
      [],
    );
  });

  test("has a line for each credential in a pipe, for grep", () => {
    const [table = ""] = owner.mk360(["secrets", "list"]).stdout.split("\n\n");
    const [, ...rows] = table.trimEnd().split("\n");
    expect(rows.map((row) => row.split(" ")[0])).toEqual(credentials.map(({ name }) => name));
  });

  test("names the namespace that lacks its file", () => {
    rmSync(join(owner.folder, pathOf("storage", "n8n-database")));
    expect(listed("n8n-database")).toEqual({
      state: "incomplete",
      below: ["n8n-database: missing in storage", "         fix: mk360 secrets init"],
    });
  });

  test.each([
    ["is empty", () => ""],
    ["is no YAML", () => "a: ["],
    ["sops never saw", () => dump({ kind: "Secret", metadata: { name: "n8n-database", namespace: "storage" }, stringData: { url: "x" } })],
    ["is another's", () => dump({ kind: "Secret", metadata: { name: "n8n", namespace: "storage" }, stringData: {}, sops: {} })],
  ])("names a file that %s", (_name, text) => {
    const path = pathOf("storage", "n8n-database");
    owner.write(path, text());
    const { state, below } = listed("n8n-database");
    expect({ state, below }).toEqual({
      state: "incomplete",
      below: [expect.stringContaining(path), `         fix: take the committed version back: git checkout -- ${path}`],
    });
  });

  test("names a file of a service that does not run, too", () => {
    owner.write(pathOf("public", "of-old"), "");
    expect(listed("of-old")).toEqual({ state: "not in use", below: [expect.stringContaining("of-old.yaml"), expect.any(String)] });
  });

  test("names a key that one namespace lacks, which somebody took out", () => {
    write(credential("n8n-database"), "storage", ["password"]);
    const path = pathOf("storage", "n8n-database");
    expect(listed("n8n-database")).toEqual({
      state: "incomplete",
      below: [`n8n-database: ${path} has no password`, `         fix: take the committed version back: git checkout -- ${path}`],
    });
  });

  test("names a key that no namespace has, which init makes", () => {
    const entry = credential("n8n-database");
    for (const namespace of entry.namespaces) write(entry, namespace, ["password"]);
    expect(listed("n8n-database").below).toContain("         fix: mk360 secrets init");
  });

  test("names what waits for the owner, and counts what init makes", () => {
    for (const name of ["backup-remote-nas", "n8n-database"])
      for (const namespace of credential(name).namespaces) rmSync(join(owner.folder, pathOf(namespace, name)));
    const { state, below } = listed("backup-remote-nas");
    expect(state).toBe("missing");
    expect(below[0]).toMatch(/^backup-remote-nas: missing in /);
    expect(below[1]).toMatch(/^ {9}fix: mk360 secrets init, which needs from you: known-hosts, /);
    expect(below.slice(-2)).toEqual(["missing, and made by mk360 alone: 1", "         fix: mk360 secrets init"]);
  });

  test("says the same as data", () => {
    rmSync(join(owner.folder, pathOf("storage", "n8n-database")));
    const { credentials: lines } = JSON.parse(owner.mk360(["secrets", "list", "--json"]).stdout) as {
      credentials: { name: string; gaps: object[] }[];
    };
    expect(lines.find(({ name }) => name === "n8n-database")).toMatchObject({
      state: "incomplete",
      gaps: [{ namespaces: ["storage"], keys: Object.keys(credential("n8n-database").keys), fix: "mk360 secrets init" }],
    });
  });
});
