import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { outputsOf } from "../../charts/output/outputs";
import type { Tree } from "../../charts/output/publish";
import { describeReal } from "../support/real";
import { stackOf } from "../support/stack";
import { messageOf } from "./api";
import { notAsDeclared } from "./as-declared";
import { changed, nameOf, objectsOf } from "./cluster";
import { eventually } from "./eventually";
import { describeOnCluster } from "./suite";
import { controlsIn, declaredWarnings } from "./warnings";

const stack = stackOf();
const { dist, generated } = outputsOf(stack, { state: [], released: [] });
const objects = objectsOf(dist);
const strict = ["--server-side", "--validate=strict"];

describeOnCluster("server-side apply on an empty cluster", (cluster) => {
  test("takes every object with strict validation, in one go", async () => {
    const { code, stdout, stderr } = await cluster().apply(dist, ...strict);
    expect({ code, faults: lines(stderr).filter((line) => !line.startsWith("Warning: would violate PodSecurity")) }).toEqual({
      code: 0,
      faults: [],
    });
    expect(lines(stdout)).toHaveLength(objects.length);
  });

  test("warns of the declared exceptions and of nothing else", async () => {
    const found: string[] = [];
    for (const object of objects) {
      const path = `${await cluster().pathOf(object)}?fieldManager=kubectl&fieldValidation=Strict&dryRun=All`;
      const answer = await cluster().api.send("PATCH", path, object, "application/apply-patch+yaml");
      if (answer.code >= 300) throw new Error(`${nameOf(object)}: ${messageOf(answer)}`);
      const { "app.kubernetes.io/name": workload = nameOf(object) } = (object.metadata.labels ?? {}) as Record<string, string>;
      found.push(...answer.warnings.flatMap(controlsIn).map((control) => `${workload}: ${control}`));
    }
    expect(found.sort()).toEqual(declaredWarnings(stack));
  });

  test("brings everything to where the model says", async () => {
    await eventually("all is as the model says", 90, () => notAsDeclared(cluster(), stack));
  });

  test("changes nothing the second time", async () => {
    const before = await cluster().settled(objects);
    const { code } = await cluster().apply(dist, ...strict);
    expect(code).toBe(0);
    expect(changed(before, await cluster().live(objects))).toEqual([]);
  });

  describeReal("what Flux needs", { "definitions of Flux's kinds": fluxDefinitions() }, () => {
    test("is accepted by the definitions of Flux's own release, and changes nothing the second time", async () => {
      const files = new Map([...generated].filter(([path]) => path.startsWith("flux/")));
      const wanted = objectsOf(files);
      expect(wanted.length).toBeGreaterThan(0);
      await cluster().api.create("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: "flux-system" } });
      expect(await cluster().apply(definitions(), ...strict)).toMatchObject({ code: 0, stderr: "" });
      expect(await cluster().kubectl(["wait", "crd", "--all", "--for=condition=Established"])).toMatchObject({ code: 0 });
      expect(await cluster().apply(files, ...strict)).toMatchObject({ code: 0, stderr: "" });
      expect(await cluster().apply(files, ...strict)).toMatchObject({ code: 0, stderr: "" });
      // The first write after the creation stores the defaults of the status, which raises the version and nothing else.
      const generations = [...(await cluster().live(wanted)).values()].map(({ metadata }) => metadata.generation);
      expect(generations).toEqual(wanted.map(() => 1));
    });
  });
});

/** .ci/control-plane.sh lays them beside the programs; a control plane from elsewhere has none. */
function fluxDefinitions(): string | undefined {
  const folder = join(process.env.KUBEBUILDER_ASSETS ?? "", "crds");
  return existsSync(folder) ? folder : undefined;
}

function definitions(): Tree {
  const folder = fluxDefinitions() ?? "";
  return new Map(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), "utf8")]));
}

function lines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}
