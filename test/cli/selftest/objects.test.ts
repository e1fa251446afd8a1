import { expect, test } from "@jest/globals";
import { objectChecks } from "../../../cli/selftest/objects";
import { applied, failedAfter, World } from "./made";

const missing = "each object of dist is there";
const different = "each says what dist says";

test("names an object that is not there, and one that is being deleted", () => {
  const failed = failedAfter((world) => {
    world.objects.delete("ServiceAccount ops/reader");
    world.object("Service public/n8n").metadata.deletionTimestamp = "2026-11-24T11:59:00Z";
  });
  expect(failed[missing]).toEqual([
    { object: "Service public/n8n", found: "is being deleted" },
    { object: "ServiceAccount ops/reader", found: "is not there" },
  ]);
});

const changes: readonly [what: string, object: string, change: (object: ReturnType<World["object"]>) => void, found: string][] = [
  [
    "a label that was changed",
    "Service public/n8n",
    ({ metadata }) => (metadata.labels["app.kubernetes.io/part-of"] = "x"),
    'metadata.labels.app.kubernetes.io/part-of is "x", dist says "mk360"',
  ],
  [
    "an annotation that was removed",
    "NetworkPolicy public/default-deny",
    ({ metadata }) => delete metadata.annotations["mk360.de/reason"],
    "metadata.annotations.mk360.de/reason is not there, dist says ",
  ],
  [
    "a text",
    "ConfigMap public/n8n-backup-scripts",
    ({ data }) => (data["backup.sh"] = "exit 0"),
    'data.backup.sh is "exit 0", dist says "#!/bin/sh',
  ],
  ["a text more", "ConfigMap public/n8n-backup-scripts", ({ data }) => (data.more = "x"), 'data.more is "x", of which dist says nothing'],
  [
    "a switch whose default is on",
    "Deployment public/n8n",
    ({ spec }) => delete spec.template.spec.automountServiceAccountToken,
    "spec.template.spec.automountServiceAccountToken is not there, dist says false",
  ],
  [
    "hostUsers removed",
    "Deployment public/opensign-client",
    ({ spec }) => delete spec.template.spec.hostUsers,
    "spec.template.spec.hostUsers is not there, dist says false",
  ],
  [
    "a host's network",
    "Deployment public/n8n",
    ({ spec }) => (spec.template.spec.hostNetwork = true),
    "spec.template.spec.hostNetwork is true, of which dist says nothing",
  ],
  [
    "a container more",
    "Deployment public/n8n",
    ({ spec }) => spec.template.spec.containers.push({ name: "spy", image: "x" }),
    "spec.template.spec.containers[spy] is there, of which dist says nothing",
  ],
  [
    "a variable less",
    "Deployment public/n8n",
    ({ spec }) => spec.template.spec.containers[0].env.shift(),
    "spec.template.spec.containers[n8n].env[DB_POSTGRESDB_DATABASE] is not there",
  ],
  [
    "another limit",
    "Deployment public/n8n",
    ({ spec }) => (spec.template.spec.containers[0].resources.limits.memory = "1Mi"),
    'spec.template.spec.containers[n8n].resources.limits.memory is "1Mi", dist says ',
  ],
  ["another quota", "ResourceQuota public/budget", ({ spec }) => (spec.hard.pods = "999"), 'spec.hard.pods is "999", dist says '],
  ["a right more", "ClusterRole mk360-reader", ({ rules }) => rules[0].verbs.push("create"), "rules[0].verbs has 4 entries, dist says 3"],
  [
    "another account",
    "ClusterRoleBinding mk360-reader",
    ({ subjects }) => (subjects[0].namespace = "public"),
    'subjects[reader].namespace is "public", dist says "ops"',
  ],
];

test.each(changes)("names %s by its field", (_, object, change, found) => {
  const failed = failedAfter((world) => {
    change(world.object(object));
  });
  expect(failed[different]).toEqual([{ object, found: expect.stringContaining(found) }]);
});

test("takes what the cluster fills in, other units, and labels of others for no difference", () => {
  const failed = failedAfter((world) => {
    const { metadata, spec } = world.object("Deployment public/n8n");
    metadata.labels["kustomize.toolkit.fluxcd.io/name"] = "mk360-apps";
    metadata.annotations = { "deployment.kubernetes.io/revision": "3" };
    Object.assign(spec.template.spec, { schedulerName: "default-scheduler", restartPolicy: "Always" });
    spec.template.metadata.annotations["kubectl.kubernetes.io/restartedAt"] = "2026-11-24T11:00:00Z";
    spec.template.spec.containers[0].env.reverse();
    spec.template.spec.containers[0].terminationMessagePolicy = "File";
    world.object("ResourceQuota edge/budget").spec.hard["requests.cpu"] = "0.36";
    world.object("Service public/n8n").spec.clusterIP = "10.43.7.7";
  });
  expect(failed).toEqual({});
});

test("a kind that it does not read is said, not passed over", () => {
  const strange = { apiVersion: "policy/v1", kind: "PodDisruptionBudget", metadata: { name: "n8n", namespace: "public" } };
  const [there] = objectChecks([...applied, strange], new World().live());
  expect(there?.unjudged).toEqual([
    { object: "PodDisruptionBudget public/n8n", found: "objects of the kind PodDisruptionBudget are not read" },
  ]);
});
