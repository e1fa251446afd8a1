import { expect, test } from "@jest/globals";
import { failedAfter, type Loose } from "./made";

const name = "pods have the rights that dist says, and no others";

const changes: readonly [what: string, change: (spec: Loose, context: Loose) => void, found: string][] = [
  ["the host's network", (spec) => (spec.hostNetwork = true), "hostNetwork is true, dist says false"],
  ["the host's processes", (spec) => (spec.hostPID = true), "hostPID is true, dist says false"],
  ["root", (_, context) => (context.runAsUser = 0), "containers[n8n].securityContext.runAsUser is 0, dist says 1000"],
  [
    "runAsNonRoot off",
    (_, context) => (context.runAsNonRoot = false),
    "containers[n8n].securityContext.runAsNonRoot is false, dist says true",
  ],
  [
    "allowPrivilegeEscalation left out",
    (_, context) => delete context.allowPrivilegeEscalation,
    "containers[n8n].securityContext.allowPrivilegeEscalation is not there, dist says false",
  ],
  [
    "capabilities that are not dropped",
    (_, context) => delete context.capabilities,
    "containers[n8n].securityContext.capabilities is not there",
  ],
  [
    "a capability more",
    (_, context) => (context.capabilities.add = ["NET_ADMIN"]),
    'containers[n8n].securityContext.capabilities.add is ["NET_ADMIN"], of which dist says nothing',
  ],
  [
    "a root file system that can be written",
    (_, context) => (context.readOnlyRootFilesystem = false),
    "containers[n8n].securityContext.readOnlyRootFilesystem is false, dist says true",
  ],
  [
    "seccomp off",
    (_, context) => (context.seccompProfile.type = "Unconfined"),
    'containers[n8n].securityContext.seccompProfile.type is "Unconfined", dist says "RuntimeDefault"',
  ],
  [
    "a container of somebody else",
    (spec) => spec.containers.push({ name: "spy", securityContext: { privileged: true } }),
    "containers[spy] is there, of which dist says nothing",
  ],
  [
    "a container for looking for faults",
    (spec) => (spec.ephemeralContainers = [{ name: "debugger" }]),
    "ephemeralContainers[debugger] is there, of which dist says nothing",
  ],
];

test.each(changes)("names %s", (_, change, found) => {
  const failed = failedAfter((world) => {
    const { spec } = world.pod("n8n");
    change(spec, spec.containers[0].securityContext);
  });
  expect(failed[name]).toEqual([{ object: "Pod public/n8n-0", found: expect.stringContaining(found) }]);
});

test("names a pod that has the machine's users where dist gives it its own", () => {
  const failed = failedAfter((world) => {
    delete world.pod("opensign-client").spec.hostUsers;
  });
  expect(failed).toEqual({ [name]: [{ object: "Pod public/opensign-client-0", found: "hostUsers is true, dist says false" }] });
});

test("names a pod that belongs to nothing of dist", () => {
  const failed = failedAfter((world) => {
    world.pods.set("spy", {
      metadata: { name: "spy", namespace: "edge", labels: {} },
      spec: { containers: [] },
      status: { phase: "Running" },
    });
  });
  expect(failed).toEqual({
    [name]: [{ object: "Pod edge/spy", found: expect.stringMatching(/^belongs to nothing of dist; kubectl -n edge /) }],
  });
});

test("judges the run of a job by its CronJob, and none that has ended", () => {
  const failed = failedAfter((world) => {
    const { template } = world.object("CronJob public/n8n-backup").spec.jobTemplate.spec;
    const run = (phase: string) => ({
      metadata: { name: phase, namespace: "public", labels: template.metadata.labels },
      spec: { ...structuredClone(template.spec), hostNetwork: true },
      status: { phase },
    });
    world.pods.set("running", run("Running"));
    world.pods.set("ended", run("Succeeded"));
  });
  expect(failed[name]).toEqual([{ object: "Pod public/Running", found: "hostNetwork is true, dist says false" }]);
});
