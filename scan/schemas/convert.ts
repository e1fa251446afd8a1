/** A schema as OpenAPI v3 writes it; only what the conversion looks at. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly nullable?: boolean;
  readonly $ref?: string;
  readonly [word: string]: unknown;
}

/** What /openapi/v3 serves for one group and version. */
export interface OpenApi {
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

export interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/**
 * A JSON schema for each kind of a group and version, under the file name that `schemaLocation` looks for: it holds what
 * it refers to, and refuses every field that the API server does not know.
 */
export function schemasOf({ components = {} }: OpenApi): Map<string, object> {
  const all = components.schemas ?? {};
  const found = new Map<string, object>();
  for (const [name, schema] of Object.entries(all)) {
    const kinds = (schema["x-kubernetes-group-version-kind"] ?? []) as readonly Kind[];
    // Options of deletions and the like belong to every group; an object has one.
    const [own, ...others] = kinds;
    if (!own || others.length > 0 || !schema.properties?.kind) continue;
    const { group, version, kind } = own;
    found.set(schemaFile(own), {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      allOf: [{ $ref: pointerTo(name) }],
      required: ["apiVersion", "kind", "metadata"],
      properties: { apiVersion: { const: group ? `${group}/${version}` : version }, kind: { const: kind } },
      components: { schemas: Object.fromEntries([...reached(name, all)].map((part) => [part, strict(all[part] ?? {})])) },
    });
  }
  return found;
}

export function schemaFile({ group, version, kind }: Kind): string {
  return `${group || version}/${kind.toLowerCase()}-${version}.json`;
}

/** Where kubeconform finds the schemas of `schemasOf` below a folder. */
export function schemaLocation(folder: string): string {
  return `${folder}/{{.Group}}/{{.ResourceKind}}-{{.ResourceAPIVersion}}.json`;
}

const prefix = "#/components/schemas/";
const pointerTo = (name: string) => `${prefix}${name}`;

function reached(name: string, all: Readonly<Record<string, Schema>>, known = new Set<string>()): Set<string> {
  if (known.has(name)) return known;
  known.add(name);
  const text = JSON.stringify(all[name] ?? {});
  for (const [, other = ""] of text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)) reached(other, all, known);
  return known;
}

/** Says of each object with named fields that it has no others, unless the server keeps what it does not know. */
function strict(schema: Schema): Schema {
  const closed = schema.properties && schema.additionalProperties === undefined && !schema["x-kubernetes-preserve-unknown-fields"];
  const inner = Object.entries(schema).map(([word, value]) => {
    if (word === "properties") return [word, mapped(value as Readonly<Record<string, Schema>>)];
    if (["allOf", "anyOf", "oneOf"].includes(word)) return [word, (value as readonly Schema[]).map(strict)];
    if (["items", "additionalProperties", "not"].includes(word) && typeof value === "object") return [word, strict(value as Schema)];
    return [word, value];
  });
  return {
    ...(Object.fromEntries(inner) as Schema),
    ...(closed ? { additionalProperties: false } : {}),
    ...(schema.nullable && typeof schema.type === "string" ? { type: [schema.type, "null"] } : {}),
  };
}

function mapped(properties: Readonly<Record<string, Schema>>): Record<string, Schema> {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, strict(schema)]));
}
