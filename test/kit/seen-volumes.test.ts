import { describe, expect, test } from "@jest/globals";
import type { Environment } from "../../charts/model/program/environment";
import { Program } from "../../charts/model/program/program";
import { catalogueOf, exampleService, keptData, plain } from "../support/example";
import { distObjects, stackOf } from "../support/stack";

/** The paths that a program before the main one finds, of a service that keeps /data. */
function mountsOf(words: readonly string[], env: Environment = {}): string[] {
  const before = [new Program("first", { image: plain.image, memory: plain.memory, command: words, env })];
  const stack = stackOf({}, catalogueOf([exampleService("keeper", { keeps: keptData, before })]));
  const deployment = distObjects(stack).find(({ object }) => object.kind === "Deployment")?.object;
  const { template } = (deployment?.spec ?? {}) as {
    template: { spec: { initContainers: { volumeMounts?: { mountPath: string }[] }[] } };
  };
  return (template.spec.initContainers[0]?.volumeMounts ?? []).map(({ mountPath }) => mountPath);
}

describe("a program before the main one gets the volume that it names", () => {
  test.each([[["/data"]], [["tool", "--db=/data/x"]], [["sh", "-c", "ls /data/x"]], [["tool", "file:/data?mode=ro"]]])("in %j", (words) => {
    expect(mountsOf(words)).toEqual(["/data"]);
  });

  test("in a variable that the configuration fills", () => {
    expect(mountsOf(["tool"], { DB: ({ config }) => `/data/${config.domain}` })).toEqual(["/data"]);
  });

  test.each([[["/metadata"]], [["/data-old"]], [["/srv/data"]], [["/database"]]])("and none for %j", (words) => {
    expect(mountsOf(words)).toEqual([]);
  });
});
