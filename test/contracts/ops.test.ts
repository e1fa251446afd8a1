import { describe, expect, test } from "@jest/globals";
import { ofKind, type Pod } from "../support/pods";
import { whole } from "../support/stack";
import { heldAgainstDist, podOf } from "./held";
import { opsContracts } from "./ops";

heldAgainstDist(opsContracts);

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** What of the machine a pod sees, as `path > where, read-only or not`. */
function machineOf({ spec }: Pod): string[] {
  return (spec.volumes ?? []).flatMap(({ name, hostPath }) => {
    if (!hostPath) return [];
    const mounts = spec.containers.flatMap(({ volumeMounts = [] }) => volumeMounts.filter((mount) => mount.name === name));
    return mounts.map(({ mountPath, readOnly }) => `${(hostPath as { path: string }).path} > ${mountPath}${readOnly ? ", read-only" : ""}`);
  });
}

describe("what the agents see of the machine", () => {
  test.each(["netdata-vps", "netdata-nas"])(
    "%s: its figures, and nothing that names anybody or could be written (services.md 12)",
    (name) => {
      expect(machineOf(podOf(name)).sort()).toEqual([
        "/opt > /host/root, read-only",
        "/proc > /host/proc, read-only",
        "/sys > /host/sys, read-only",
        // Empty, and on the file system that is asked about.
        "/var/lib/rancher/k3s/storage/.room > /host/volumes, read-only",
      ]);
    },
  );

  test.each(["vlagent-vps", "vlagent-nas"])(
    "%s: the logs of pods, none of the machine's own, and a folder of its own (apis.md 9)",
    (name) => {
      expect(machineOf(podOf(name)).sort()).toEqual([
        "/var/lib/vlagent > /var/lib/vlagent",
        "/var/log/containers > /var/log/containers, read-only",
        "/var/log/pods > /var/log/pods, read-only",
      ]);
    },
  );

  test.each(Object.keys(opsContracts))("%s is in no namespace of the machine", (name) => {
    const { hostNetwork, hostPID, hostIPC } = podOf(name).spec;
    expect([hostNetwork, hostPID, hostIPC]).toEqual([undefined, undefined, undefined]);
  });
});

describe("what readers of logs may ask the API server (services.md 24, apis.md 9)", () => {
  const rightsOf = (name: string) => {
    const role = ofKind(whole.objects, "ClusterRole").find(({ metadata }) => metadata.name === `mk360-${name}`);
    return ((role?.rules ?? []) as Rule[]).flatMap(({ apiGroups, resources, verbs }) =>
      resources.map((resource) => `${apiGroups.join()}/${resource} ${verbs.join(" ")}`),
    );
  };

  // What the program of the pinned version calls (internal/k8s/client.go and stats_collector.go of v10.6.15); its maker's
  // example gives more.
  test("Dozzle reads pods, their logs and who made them", () => {
    expect(rightsOf("dozzle")).toEqual([
      "/pods get list watch",
      "/pods/log get",
      "/nodes list",
      "apps/deployments get",
      "apps/replicasets get",
      "apps/daemonsets get",
      "apps/statefulsets get",
      "batch/jobs get",
      "batch/cronjobs get",
      "metrics.k8s.io/pods list",
    ]);
  });

  test.each(["vlagent-vps", "vlagent-nas"])("%s reads the names of pods", (name) => {
    expect(rightsOf(name)).toEqual(["/pods get list watch", "/nodes get", "/namespaces list"]);
  });

  test("nobody changes, creates or deletes anything, reads a secret, or has rights by a wildcard", () => {
    const roles = ofKind(whole.objects, "ClusterRole", "Role").flatMap(({ rules }) => rules as Rule[]);
    for (const { apiGroups, resources, verbs } of roles) {
      expect(verbs.filter((verb) => !["get", "list", "watch"].includes(verb))).toEqual([]);
      expect([...apiGroups, ...resources].filter((word) => word === "*" || word === "secrets")).toEqual([]);
    }
  });
});

test("the oldest days of the logs go before their volume is full", () => {
  const cap = Number(
    /=([0-9]+)$/.exec(podOf("victoria-logs").spec.containers[0]?.args?.find((arg) => arg.includes("maxDiskSpaceUsageBytes")) ?? "")?.[1],
  );
  expect(cap).toBeLessThan(10 * 1024 ** 3);
  expect(cap).toBeGreaterThan(5 * 1024 ** 3);
});
