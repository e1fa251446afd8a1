import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { load } from "js-yaml";
import { catalogue } from "../../charts/catalogue";
import { loadConfig } from "../../charts/config/load";
import type { KubeObject } from "../../charts/kit/manifest";
import { Stack } from "../../charts/model/stack";
import { tcp, udp } from "../../charts/values/port";
import { exampleService } from "../support/example";
import { ofKind } from "../support/pods";
import { mistakeOf } from "../support/refusals";
import { fields } from "../support/schema";
import { distObjects, shapes, whole } from "../support/stack";

/** By type and field, the key by which kubectl tells the entries of a list apart. */
const mergeKeys = load(readFileSync(join(__dirname, "../support/merge-keys.yaml"), "utf8")) as Readonly<Record<string, string>>;

/** Where a list has one merge key twice: a later change of either would reach the first of the two. */
function twiceIn({ apiVersion: _, kind, ...content }: KubeObject): string[] {
  return twice(content, `Kube${kind}Props`, `${kind} ${content.metadata.name}`);
}

function twice(value: unknown, type: string | undefined, at: string): string[] {
  if (Array.isArray(value)) return value.flatMap((entry, index) => twice(entry, type, `${at}[${index}]`));
  if (type === undefined || typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([field, inner]) => {
    const key = mergeKeys[`${type}.${field}`];
    const names = key && Array.isArray(inner) ? inner.map((entry: Record<string, unknown>) => entry[key]) : [];
    const again = names.filter((name, index) => names.indexOf(name) !== index);
    return [...again.map((name) => `${at}.${field}: ${key} ${name}`), ...twice(inner, fields.get(type)?.get(field), `${at}.${field}`)];
  });
}

const others = ["config/minimal.yaml", "owner/config.yaml"].map((file) => {
  const stack = new Stack(catalogue, loadConfig(join(__dirname, "..", file)));
  return { name: `test/${file}`, objects: distObjects(stack) };
});

test.each([...shapes, ...others])("$name: kubectl takes no two entries of a list for one", ({ objects }) => {
  expect(objects.flatMap(({ path, object }) => twiceIn(object).map((found) => `${path}: ${found}`))).toEqual([]);
});

describe("the check notices", () => {
  const pod = (spec: object) => ({ template: { spec: { containers: [], ...spec } } });
  const ports = [
    { containerPort: 53, protocol: "UDP" },
    { containerPort: 53, protocol: "TCP" },
  ];
  const object = (kind: string, spec: object) => ({ apiVersion: "any", kind, metadata: { name: "x" }, spec }) as KubeObject;

  test.each<[string, KubeObject]>([
    ["spec.template.spec.containers[0].ports: containerPort 53", object("Deployment", pod({ containers: [{ ports }] }))],
    ["spec.template.spec.initContainers[0].ports: containerPort 53", object("StatefulSet", pod({ initContainers: [{ ports }] }))],
    ["spec.template.spec.hostAliases: ip 10.0.0.1", object("DaemonSet", pod({ hostAliases: [{ ip: "10.0.0.1" }, { ip: "10.0.0.1" }] }))],
    [
      "spec.template.spec.topologySpreadConstraints: topologyKey zone",
      object("Job", pod({ topologySpreadConstraints: [{ topologyKey: "zone" }, { topologyKey: "zone", maxSkew: 2 }] })),
    ],
    [
      "spec.jobTemplate.spec.template.spec.containers[0].env: name A",
      object("CronJob", { jobTemplate: { spec: pod({ containers: [{ env: [{ name: "A" }, { name: "A" }] }] }) } }),
    ],
    [
      "spec.template.spec.containers[0].volumeMounts: mountPath /a",
      object("Deployment", pod({ containers: [{ volumeMounts: [{ mountPath: "/a" }, { mountPath: "/a", subPath: "b" }] }] })),
    ],
    ["spec.ports: port 53", object("Service", { ports: [{ port: 53 }, { port: 53, protocol: "UDP" }] })],
  ])("%s", (found, twofold) => {
    expect(twiceIn(twofold)).toEqual([`${twofold.kind} x.${found}`]);
  });
});

describe("two ports with one number", () => {
  test("are refused in one program", () => {
    expect(mistakeOf(() => exampleService("one", { ports: { http: tcp(8080), quic: udp(8080) } }))).toMatch(
      /^one: ports http and quic have one number, .*; give one of them to a program beside$/,
    );
  });

  test("of AdGuard are both ports of the machine and no ports of its address, which nobody in the cluster calls", () => {
    const [ports] = ofKind(whole.objects, "Service").flatMap(({ metadata, spec }) =>
      metadata.name === "adguard" ? [(spec as { ports: { name: string }[] }).ports.map(({ name }) => name)] : [],
    );
    expect(ports).toEqual(["http"]);
  });
});
