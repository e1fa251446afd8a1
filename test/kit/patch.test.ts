import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { ApiObject } from "cdk8s";
import { Deployment } from "cdk8s-plus-28";
import { manifest } from "../../charts/kit/manifest";
import { add, type Patch, patch, remove } from "../../charts/kit/patch";
import { mistakeOf } from "../support/refusals";

const written = (...patches: Patch[]) =>
  manifest("10-storage/example.yaml", "storage", (chart) => {
    const deployment = new Deployment(chart, "example", { containers: [{ image: "example" }], select: false });
    patch(ApiObject.of(deployment), ...patches);
  }).objects[0];

test("a field that the library knows is written, under the name that Kubernetes has for it", () => {
  expect(written(add("/spec/template/spec/hostPid", true))).toMatchObject({ spec: { template: { spec: { hostPID: true } } } });
});

test("a field of the API that is younger than the library is refused instead of lost", () => {
  // Resources of a whole pod came with Kubernetes 1.32, as its own schema beside it shows.
  const pod = "/spec/template/spec";
  expect(mistakeOf(() => written(add(`${pod}/hostUsers`, false), add(`${pod}/resources`, { limits: { memory: "1Gi" } })))).toMatch(
    /^Deployment \S+: \/spec\/template\/spec\/resources was added and is not in what is written; /,
  );
});

test("nobody patches in another way", () => {
  const folder = join(__dirname, "../../charts/kit");
  const others = readdirSync(folder).filter((name) => readFileSync(join(folder, name), "utf8").includes("addJsonPatch"));
  expect(others).toEqual(["patch.ts"]);
});

test("what is taken away need not be there", () => {
  expect(written(remove("/spec/template/metadata"))).toMatchObject({
    spec: { template: { spec: { containers: [{ image: "example" }] } } },
  });
});
