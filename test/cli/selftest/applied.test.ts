import { expect, test } from "@jest/globals";
import { appliedObjects } from "../../../cli/selftest/applied";
import { listOf } from "../../../cli/selftest/kinds";
import { machinesIn } from "../../../cli/selftest/machines";
import { applied, hostTexts, machines, texts } from "./made";

test("reads every object of dist, and knows where the cluster keeps each kind", () => {
  const documents = [...texts.values()].join("").match(/^---$/gm) ?? [];
  expect(applied).toHaveLength(documents.length);
  expect([...new Set(applied.map(({ kind }) => kind))].filter((kind) => listOf[kind] === undefined)).toEqual([]);
});

test.each([
  ["no file", new Map(), /^dist is "without a manifest"\. Allowed: .* Fix: .*npm run synth writes dist there\.$/],
  [
    "broken YAML",
    new Map([["20-apps/n8n.yaml", "kind: [x\n"]]),
    /^dist\/20-apps\/n8n\.yaml: line \d+ is ".*"\. Allowed: YAML\. Fix: git checkout dist /,
  ],
  ["a list", new Map([["a.yaml", "- 1\n"]]), /^dist\/a\.yaml is \[1\]\. Allowed: objects of Kubernetes\. /],
  ["an object without a name", new Map([["a.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {}\n"]]), /^dist\/a\.yaml is /],
])("refuses a dist with %s", (_, files, message) => {
  expect(() => appliedObjects(files)).toThrow(message);
});

test("reads name, label, taint and version of each machine as they are copied there", () => {
  const nas = { key: "mk360.de/site", value: "nas", effect: "NoSchedule" };
  expect(machines).toEqual([
    { name: "vps", labels: { "mk360.de/site": "vps" }, taints: [], version: "v1.36.3+k3s1" },
    { name: "nas", labels: { "mk360.de/site": "nas" }, taints: [nas], version: "v1.36.3+k3s1" },
  ]);
});

test.each([
  ["no machine", new Map(), /^generated\/hosts is "without settings of k3s"\. .* npm run synth writes them there\.$/],
  [
    "broken YAML",
    new Map([["vps/etc/rancher/k3s/config.yaml", `${(hostTexts.get("vps/etc/rancher/k3s/config.yaml") ?? "").split("\n")[0]}\n: [`]]),
    /^generated\/hosts\/vps\/etc\/rancher\/k3s\/config\.yaml is "not as npm run synth writes it"\. /,
  ],
  [
    "no version",
    new Map([["vps/etc/rancher/k3s/config.yaml", "node-name: vps\n"]]),
    /^generated\/hosts\/vps\/etc\/rancher\/k3s\/config\.yaml is "not as /,
  ],
])("refuses generated/hosts with %s", (_, files, message) => {
  expect(() => machinesIn(files)).toThrow(message);
});
