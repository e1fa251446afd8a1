import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { declaredIn } from "../../cli/declared-in";
import { stackOf } from "../support/stack";

describe("the file that declares", () => {
  test.each([
    ["a service that is written out", "n8n", "charts/services/public/n8n/n8n.ts"],
    ["a service that a factory makes", "redis-private", "charts/services/storage/redis/redis.ts"],
    ["a service for each machine", "netdata-nas", "charts/services/ops/netdata/netdata.ts"],
    ["the second instance of an image", "gotenberg-private", "charts/services/private/converters-private.ts"],
    ["a job of a service", "unifi-dump", "charts/services/home/unifi/unifi.ts"],
    ["a job that follows from what is kept", "n8n-backup", "charts/services/backup/daily.ts"],
    ["a job of a list", "archive-contracts", "charts/services/backup/archive.ts"],
    ["a copy of a side's repository", "copy-weekly-private", "charts/services/backup/copies.ts"],
  ])("%s is found", (_, name, file) => {
    expect(declaredIn(name)).toBe(file);
  });

  test.each(stackOf().workloads.map(({ name }) => name))("%s is known, and the file is there", (name) => {
    expect(readFileSync(join(__dirname, "../..", declaredIn(name) ?? "nowhere"), "utf8")).not.toBe("");
  });

  test("a name that nobody declares has none", () => {
    expect(declaredIn("nobody")).toBeUndefined();
  });
});
