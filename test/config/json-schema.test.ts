import { describe, expect, test } from "@jest/globals";
import { configJsonSchema } from "../../charts/config/json-schema";

interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Node;
  readonly items?: Node;
  readonly pattern?: string;
}

const schema = JSON.parse(configJsonSchema()) as Node;

function nodes(node: Node, path = ""): [path: string, node: Node][] {
  const below = Object.entries(node.properties ?? {}).flatMap(([key, inner]) => nodes(inner, `${path}/${key}`));
  const free = typeof node.additionalProperties === "object" ? nodes(node.additionalProperties, `${path}/*`) : [];
  return [[path || "/", node], ...below, ...free, ...(node.items ? nodes(node.items, `${path}/[]`) : [])];
}

describe("the JSON schema", () => {
  test("describes every place, so that an editor can", () => {
    expect(nodes(schema).flatMap(([path, node]) => (node.description ? [] : [path]))).toEqual([]);
  });

  test("lets no unknown key through at any level", () => {
    const open = nodes(schema).filter(
      ([, node]) => node.type === "object" && !(node.additionalProperties === false || typeof node.additionalProperties === "object"),
    );
    expect(open.map(([path]) => path)).toEqual([]);
  });

  test("asks only for what has no default", () => {
    const asked = nodes(schema).flatMap(([path, node]) => (node.required ?? []).map((key) => `${path === "/" ? "" : path}/${key}`));
    expect(asked.filter((path) => !/peers|target|notifications|invoices|customers|\/\*/.test(path)).sort()).toEqual([
      "/contact",
      "/domain",
      "/git",
      "/git/repository",
      "/machines",
      "/machines/nas",
      "/machines/nas/lanAddress",
      "/machines/vps",
      "/machines/vps/publicAddress",
      "/mail",
      "/mail/host",
      "/mail/user",
    ]);
  });

  test("knows what a host name looks like", () => {
    expect(new RegExp(schema.properties?.domain?.pattern ?? "^$").test("mk360.de")).toBe(true);
  });

  test("is the same each time", () => {
    expect(configJsonSchema()).toBe(configJsonSchema());
  });
});
