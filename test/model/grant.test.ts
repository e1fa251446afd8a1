import { describe, expect, test } from "@jest/globals";
import { catalogue } from "../../charts/catalogue";
import { Credential, random } from "../../charts/model/access/credential";
import type { GrantKind } from "../../charts/model/grant";
import { memory } from "../../charts/model/program/resources";
import { Stack } from "../../charts/model/stack";
import { decideBeside } from "../../charts/model/storage/state-beside";
import type { Use } from "../../charts/model/use";
import { restoreOf } from "../../charts/services/backup/restore";
import { mebi } from "../../charts/values/size";
import { exampleEndpoint, exampleService, plain } from "../support/example";
import { mistakeOf } from "../support/refusals";
import { configWith } from "../support/stack";

const bucket: GrantKind = {
  name: "bucket",
  dump: (name) => ({ image: plain.image, command: ["fetch", name], env: {}, memory: memory(mebi(1), mebi(2), "an example") }),
  restore: (name) => ({ image: plain.image, command: ["put", name], env: {}, memory: memory(mebi(1), mebi(2), "an example") }),
};
const viewer: GrantKind = { name: "viewer", figuresOnly: true };
const ask = (kind: GrantKind): Use => ({
  peer: { kind: "service", endpoint: exampleEndpoint("store") },
  why: "keeps its files there",
  grant: { kind, provider: "store", name: "shop", credential: new Credential("shop-store", "opens its bucket", { password: random() }) },
});

/** Our catalogue with a provider that it does not know, and a client of it: a file each. */
const withStore = (wanted: GrantKind, makes: readonly GrantKind[] = [bucket, viewer]) =>
  new Stack(
    {
      ...catalogue,
      services: [...catalogue.services, exampleService("store", { grants: makes }), exampleService("shop", { uses: [ask(wanted)] })],
    },
    configWith(),
  );

describe("a provider that nobody knew before", () => {
  test("has what it grants dumped every night, as it says itself, and put back so", () => {
    const stack = withStore(bucket);
    const backup = stack.jobs.find(({ name }) => name === "shop-backup");
    expect(backup?.before.map(({ name, command, env }) => [name, command, env.DUMP_DIRECTORY])).toEqual([
      ["dump-shop", ["fetch", "shop"], "/backup/dumps"],
    ]);
    expect(
      restoreOf(stack.service("shop"))
        ?.putBack("abc")
        .before.map(({ name, command }) => [name, command]),
    ).toEqual([
      ["fetch-dumps", ["sh", "/scripts/restore.sh"]],
      ["restore-shop", ["put", "shop"]],
    ]);
    expect(decideBeside(stack, [], []).lock).toContainEqual({ kind: "Database", name: "store/shop", service: "shop" });
  });

  test("has nothing dumped of what holds nothing", () => {
    const stack = withStore(viewer);
    expect(stack.jobs.filter(({ name }) => name.startsWith("shop"))).toEqual([]);
    expect(stack.grants("store").map(({ name }) => name)).toEqual(["shop"]);
  });

  test("is not asked for what it does not make: the client would wait for ever", () => {
    expect(mistakeOf(() => withStore(bucket, [viewer]))).toBe(
      "shop is to be a bucket of store, which makes viewer; take the use that store's file exports",
    );
    expect(mistakeOf(() => withStore(bucket, []))).toContain("which makes nothing");
  });
});
