#!/usr/bin/env bash
# cdk8s-plus-28: a JSON patch that adds a field younger than Kubernetes 1.28 is taken and has no effect, without an error.
# On a plain ApiObject of cdk8s the same patch is written.
set -euo pipefail
cdk8s=2.70.106 plus=2.5.6 constructs=10.8.1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$work"
npm install --silent --no-audit --no-fund --no-save --prefix "$work" "cdk8s@$cdk8s" "cdk8s-plus-28@$plus" "constructs@$constructs" >/dev/null
echo "cdk8s $cdk8s, cdk8s-plus-28 $plus"

cat >synth.cjs <<'JS'
const { ApiObject, Chart, JsonPatch, Testing } = require("cdk8s");
const { Deployment } = require("cdk8s-plus-28");

const patches = [
  JsonPatch.add("/spec/template/spec/hostUsers", false), // Kubernetes 1.25
  JsonPatch.add("/spec/template/spec/resources", { limits: { memory: "1Gi" } }), // Kubernetes 1.32
];
const chart = new Chart(Testing.app(), "apps");
const high = new Deployment(chart, "high", { containers: [{ image: "web" }] });
ApiObject.of(high).addJsonPatch(...patches);
const low = new ApiObject(chart, "low", {
  apiVersion: "apps/v1",
  kind: "Deployment",
  spec: { template: { spec: { containers: [{ name: "web", image: "web" }] } } },
});
low.addJsonPatch(...patches);

for (const [name, { spec }] of [["cdk8s-plus", ...Testing.synth(chart).slice(0, 1)], ["ApiObject", ...Testing.synth(chart).slice(1)]]) {
  const { hostUsers, resources } = spec.template.spec;
  console.log(`${name}: hostUsers ${hostUsers}, resources ${JSON.stringify(resources) ?? "absent"}`);
}
JS
node synth.cjs | tee seen

expected='cdk8s-plus: hostUsers false, resources absent
ApiObject: hostUsers false, resources {"limits":{"memory":"1Gi"}}'
if [ "$(cat seen)" = "$expected" ]; then
  echo "SEEN: of two patches one is written and the younger field is lost, and nothing says so"
else
  echo "CHANGED: expected"
  echo "$expected"
  exit 1
fi
