import { describe, expect, test } from "@jest/globals";
import { catalogue } from "../../charts/catalogue";
import { distOf } from "../../charts/kit/dist";
import type { KubeObject } from "../../charts/kit/manifest";
import { fields } from "../support/schema";
import { distObjects, shapes, stackOf, whole } from "../support/stack";

/**
 * What Node alone can judge. `kubernetes-models` holds the types, the enumerations and what is required, of Kubernetes
 * 1.27; unknown fields, which it lets pass, are held against the definitions of imports/. Not judged here: what only the
 * API server knows (immutable fields, quantities against each other, admission). That is the bench's ring.
 */
interface Model {
  validate(): void;
}

function validated(object: KubeObject): void {
  const [group, version] = object.apiVersion.includes("/") ? object.apiVersion.split("/") : ["", object.apiVersion];
  const path = ["kubernetes-models", group, version, object.kind].filter(Boolean).join("/");
  const kinds = require(path) as Record<string, new (data: object) => Model>;
  const Kind = kinds[object.kind];
  if (!Kind) throw new Error(`no schema for ${object.apiVersion} ${object.kind}`);
  new Kind(object).validate();
}

function unknownFields(value: unknown, type: string, path = ""): string[] {
  if (Array.isArray(value)) return value.flatMap((entry, index) => unknownFields(entry, type, `${path}[${index}]`));
  const known = fields.get(type);
  if (!known || typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([field, inner]) => {
    const at = `${path}.${field}`;
    if (!known.has(field)) return [at];
    const innerType = known.get(field);
    return innerType ? unknownFields(inner, innerType, at) : [];
  });
}

function unknownIn({ apiVersion: _, kind, ...rest }: KubeObject): string[] {
  return unknownFields(rest, `Kube${kind}Props`);
}

describe.each(shapes)("$name", ({ objects, stack }) => {
  test("every object is one that its schema accepts", () => {
    const refused = objects.flatMap(({ path, object }) => {
      try {
        validated(object);
        return [];
      } catch (error) {
        return [`${path} ${object.kind} ${object.metadata.name}: ${String(error)}`];
      }
    });
    expect(refused).toEqual([]);
  });

  test("no object has a field that Kubernetes does not know", () => {
    expect(objects.flatMap(({ object }) => unknownIn(object).map((field) => `${object.kind} ${object.metadata.name}${field}`))).toEqual([]);
  });

  test("no value that was asked for gets lost on the way to the file", () => {
    const lost = (value: unknown, path: string): string[] => {
      if (value === undefined) return [path];
      if (typeof value !== "object" || value === null) return [];
      return Object.entries(value).flatMap(([key, inner]) => lost(inner, `${path}.${key}`));
    };
    const all = [...distOf(stack, [])].flatMap((manifest) => manifest.objects);
    expect([...new Set(all.flatMap((object) => lost(object, "")))]).toEqual([]);
  });
});

test("what keeps the pods of a renamed service apart from the old ones is in the schemas too", () => {
  const services = catalogue.services.map((each) => (each.name === "monica" ? each.with("contacts", { formerly: ["monica"] }) : each));
  const own = distObjects(stackOf({}, { ...catalogue, services })).filter(({ path }) => path === "20-apps/contacts.yaml");
  expect(own.map(({ object }) => object.kind)).toContain("Deployment");
  for (const { object } of own) {
    validated(object);
    expect(unknownIn(object)).toEqual([]);
  }
});

describe("the schemas notice", () => {
  const deployment = whole.objects.find(({ object }) => object.kind === "Deployment")?.object as KubeObject;
  const changed = (change: (copy: Record<string, never>) => void): KubeObject => {
    const copy = JSON.parse(JSON.stringify(deployment)) as KubeObject;
    change(copy.spec as Record<string, never>);
    return copy;
  };
  // biome-ignore lint/suspicious/noExplicitAny: these changes break the very types
  const spec = (change: (spec: any) => void) => changed(change as never);

  test("know every kind of dist", () => {
    for (const kind of new Set(whole.objects.map(({ object }) => object.kind)))
      expect([kind, fields.has(`Kube${kind}Props`)]).toEqual([kind, true]);
    expect(fields.size).toBeGreaterThan(500);
  });

  test.each<[string, KubeObject]>([
    [
      "a wrong type",
      spec((s) => {
        s.replicas = "one";
      }),
    ],
    [
      "a word that is none of the allowed",
      spec((s) => {
        s.template.spec.containers[0].ports = [{ containerPort: "http" }];
      }),
    ],
    [
      "a missing field",
      spec((s) => {
        delete s.template.spec.containers[0].name;
      }),
    ],
    [
      "a missing selector",
      spec((s) => {
        delete s.selector;
      }),
    ],
  ])("%s", (_, object) => {
    expect(() => validated(object)).toThrow();
  });

  test.each<[string, KubeObject]>([
    [
      ".spec.template.spec.containers[0].imgae",
      spec((s) => {
        s.template.spec.containers[0].imgae = "x";
      }),
    ],
    [
      ".spec.template.spec.containers[0].livenessProbe.httpGet.hostname",
      spec((s) => {
        s.template.spec.containers[0].livenessProbe = { httpGet: { hostname: "x" } };
      }),
    ],
    [
      ".spec.template.spec.volumes[0].emptyDirectory",
      spec((s) => {
        s.template.spec.volumes = [{ name: "x", emptyDirectory: {} }];
      }),
    ],
    [
      ".spec.replica",
      spec((s) => {
        s.replica = 1;
      }),
    ],
  ])("the unknown field %s", (field, object) => {
    expect(unknownIn(object)).toEqual([field]);
  });
});
