#!/usr/bin/env bash
# cdk8s-plus: a network policy made by `connections` opens TCP for a container's port that is declared UDP.
set -euo pipefail
cdk8s=2.70.106 plus=2.0.54 constructs=10.4.2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$work"
npm install --silent --no-audit --no-fund --no-save --prefix "$work" "cdk8s@$cdk8s" "cdk8s-plus-34@$plus" "constructs@$constructs" >/dev/null
echo "cdk8s $cdk8s, cdk8s-plus-34 $plus"

cat >synth.cjs <<'JS'
const { Chart, Testing } = require("cdk8s");
const { Deployment, Protocol } = require("cdk8s-plus-34");

const chart = new Chart(Testing.app(), "home");
const dns = new Deployment(chart, "dns", {
  containers: [{ image: "dns", ports: [{ number: 53, name: "dns", protocol: Protocol.UDP }] }],
});
const web = new Deployment(chart, "web", { containers: [{ image: "web", portNumber: 80 }] });
web.connections.allowTo(dns);

for (const { kind, spec } of Testing.synth(chart)) {
  if (kind === "NetworkPolicy") {
    for (const rule of spec.egress ?? spec.ingress) console.log(`${spec.policyTypes}: ${rule.ports.map((p) => `${p.port}/${p.protocol}`)}`);
  } else if (spec.template.spec.containers[0].image === "dns") {
    console.log(`Container: ${spec.template.spec.containers[0].ports.map((p) => `${p.containerPort}/${p.protocol}`)}`);
  }
}
JS
node synth.cjs | tee seen

expected='Container: 53/UDP
Egress: 53/TCP
Ingress: 53/TCP'
if [ "$(cat seen)" = "$expected" ]; then
  echo "SEEN: the container listens on UDP, and both policies let only TCP through, so nothing reaches it"
else
  echo "CHANGED: expected"
  echo "$expected"
  exit 1
fi
