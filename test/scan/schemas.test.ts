import { describe, expect, test } from "@jest/globals";
import { schemaLocation, schemasOf } from "../../scan/schemas/convert";

const kind = (group: string, version: string, kind: string) => [{ group, version, kind }];

/** What an API server serves for a group, cut down to the shapes that matter. */
const served = {
  components: {
    schemas: {
      "example.Task": {
        type: "object",
        properties: {
          apiVersion: { type: "string" },
          kind: { type: "string" },
          metadata: { allOf: [{ $ref: "#/components/schemas/meta.ObjectMeta" }], default: {} },
          spec: {
            type: "object",
            properties: {
              steps: { type: "array", items: { type: "object", properties: { run: { type: "string" } } } },
              labels: { type: "object", additionalProperties: { type: "object", properties: { value: { type: "string" } } } },
              free: { type: "object", properties: { known: { type: "string" } }, "x-kubernetes-preserve-unknown-fields": true },
              maybe: { type: "string", nullable: true },
            },
          },
        },
        "x-kubernetes-group-version-kind": kind("example.com", "v1", "Task"),
      },
      "meta.ObjectMeta": { type: "object", properties: { name: { type: "string" } } },
      "meta.DeleteOptions": {
        properties: { kind: { type: "string" } },
        "x-kubernetes-group-version-kind": [...kind("", "v1", "DeleteOptions"), ...kind("apps", "v1", "DeleteOptions")],
      },
      "core.Note": {
        type: "object",
        properties: { kind: { type: "string" } },
        "x-kubernetes-group-version-kind": kind("", "v1", "Note"),
      },
    },
  },
};

describe("schemas for kubeconform out of an API server's OpenAPI", () => {
  const schemas = schemasOf(served);
  const task = schemas.get("example.com/task-v1.json") as {
    properties: object;
    components: { schemas: Record<string, Record<string, { spec: { properties: Record<string, object> } }>> };
  };
  const spec = task.components.schemas["example.Task"]?.properties?.spec.properties ?? {};

  test("there is one for each kind of object, where kubeconform looks for it", () => {
    expect([...schemas.keys()]).toEqual(["example.com/task-v1.json", "v1/note-v1.json"]);
    expect(schemaLocation("/schemas")).toBe("/schemas/{{.Group}}/{{.ResourceKind}}-{{.ResourceAPIVersion}}.json");
  });

  test("each holds what it refers to and nothing more", () => {
    expect(Object.keys(task.components.schemas).sort()).toEqual(["example.Task", "meta.ObjectMeta"]);
  });

  test("each is of one kind and version", () => {
    expect(task.properties).toEqual({ apiVersion: { const: "example.com/v1" }, kind: { const: "Task" } });
    expect(schemas.get("v1/note-v1.json")).toMatchObject({ properties: { apiVersion: { const: "v1" } } });
  });

  test("no object takes a field that it does not name, at any depth", () => {
    expect(task.components.schemas["example.Task"]).toMatchObject({ additionalProperties: false });
    expect(task.components.schemas["meta.ObjectMeta"]).toMatchObject({ additionalProperties: false });
    expect(spec.steps).toMatchObject({ items: { additionalProperties: false } });
    expect(spec.labels).toMatchObject({ additionalProperties: { additionalProperties: false } });
  });

  test("an object whose unknown fields the server keeps stays open, and what may be null may be", () => {
    expect(spec.free).not.toHaveProperty("additionalProperties");
    expect(spec.maybe).toMatchObject({ type: ["string", "null"] });
  });
});
