import { describe, expect, test } from "@jest/globals";
import { amount, ofKind, podsOf, runsForEver } from "../support/pods";
import { shapes } from "../support/stack";

const clusterWide = ["Namespace", "PriorityClass", "StorageClass", "PersistentVolume", "ClusterRole", "ClusterRoleBinding"];
const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const subdomain = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
const dnsLabels = ["Namespace", "Service", "Deployment", "StatefulSet", "Job", "CronJob", "PersistentVolumeClaim"];
const pruneGuard = "kustomize.toolkit.fluxcd.io/prune";

describe.each(shapes)("$name", ({ objects }) => {
  const all = objects.map(({ object }) => object);
  const called = ({ kind, metadata }: (typeof all)[number]) => `${kind} ${metadata.namespace ?? ""}/${metadata.name}`;

  test("no two objects have the same kind, namespace and name", () => {
    const names = all.map(called);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test("objects of a namespace name it, objects of the cluster name none", () => {
    expect(all.filter(({ kind, metadata }) => clusterWide.includes(kind) === (metadata.namespace !== undefined)).map(called)).toEqual([]);
  });

  test("every namespace that is named is one of ours", () => {
    const ours = ofKind(objects, "Namespace").map(({ metadata }) => metadata.name);
    expect(all.filter(({ metadata }) => metadata.namespace !== undefined && !ours.includes(metadata.namespace)).map(called)).toEqual([]);
  });

  test("every name is one that Kubernetes takes", () => {
    expect(all.filter(({ kind, metadata }) => !(dnsLabels.includes(kind) ? label : subdomain).test(metadata.name)).map(called)).toEqual([]);
  });

  test("names of CronJobs leave room for what is appended, at most 52 characters", () => {
    expect(
      ofKind(objects, "CronJob")
        .filter(({ metadata }) => metadata.name.length > 52)
        .map(called),
    ).toEqual([]);
  });

  test("names inside pods are DNS labels, names of ports are short", () => {
    for (const { spec } of podsOf(objects)) {
      for (const name of [...spec.containers, ...(spec.initContainers ?? []), ...(spec.volumes ?? [])].map((each) => each.name))
        expect(name).toMatch(label);
      for (const { name } of spec.containers.flatMap(({ ports = [] }) => ports))
        expect(name).toMatch(/^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/);
    }
  });

  test("label values are ones that Kubernetes takes", () => {
    const values = all.flatMap(({ metadata }) => Object.values((metadata.labels ?? {}) as Record<string, string>));
    expect(values.filter((value) => !/^(?=.{0,63}$)([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?$/.test(value))).toEqual([]);
  });

  test("every object says that it is part of mk360", () => {
    expect(
      all
        .filter(({ metadata }) => (metadata.labels as Record<string, string> | undefined)?.["app.kubernetes.io/part-of"] !== "mk360")
        .map(called),
    ).toEqual([]);
  });

  test("Flux never deletes a namespace, a claim or a volume", () => {
    const kept = ofKind(objects, "Namespace", "PersistentVolumeClaim", "PersistentVolume");
    expect(kept.length).toBeGreaterThan(10);
    expect(
      kept.filter(({ metadata }) => (metadata.annotations as Record<string, string> | undefined)?.[pruneGuard] !== "disabled").map(called),
    ).toEqual([]);
  });

  test("what holds no state may be deleted by Flux", () => {
    const kept = ["Namespace", "PersistentVolumeClaim", "PersistentVolume"];
    expect(
      all.filter(({ kind, metadata }) => !kept.includes(kind) && pruneGuard in ((metadata.annotations ?? {}) as object)).map(called),
    ).toEqual([]);
  });

  test("no volume is deleted with its claim", () => {
    expect(
      ofKind(objects, "StorageClass")
        .filter((each) => each.reclaimPolicy !== "Retain")
        .map(called),
    ).toEqual([]);
    expect(
      ofKind(objects, "PersistentVolume")
        .filter((each) => (each.spec as Record<string, unknown>).persistentVolumeReclaimPolicy !== "Retain")
        .map(called),
    ).toEqual([]);
  });

  test("every claim names one of our classes", () => {
    const classes = ofKind(objects, "StorageClass").map(({ metadata }) => metadata.name);
    expect(
      ofKind(objects, "PersistentVolumeClaim")
        .filter((each) => !classes.includes((each.spec as { storageClassName: string }).storageClassName))
        .map(called),
    ).toEqual([]);
  });

  test("local volumes are of the type on which the kubelet applies a group", () => {
    const local = ofKind(objects, "StorageClass").filter((each) => each.provisioner === "rancher.io/local-path");
    expect(local.map(({ metadata }) => (metadata.annotations as Record<string, string>).defaultVolumeType)).toEqual(["local", "local"]);
  });

  test("a share of the NAS is bound to its one claim, and that claim to it", () => {
    for (const volume of ofKind(objects, "PersistentVolume")) {
      const { claimRef } = volume.spec as { claimRef: { namespace: string; name: string } };
      const claim = ofKind(objects, "PersistentVolumeClaim").find(
        ({ metadata }) => metadata.namespace === claimRef.namespace && metadata.name === claimRef.name,
      );
      expect((claim?.spec as { volumeName?: string } | undefined)?.volumeName).toBe(volume.metadata.name);
    }
  });

  test("no ConfigMap is too large for kubectl, which keeps a copy in an annotation of 256 KiB", () => {
    expect(
      ofKind(objects, "ConfigMap")
        .filter((map) => JSON.stringify(map).length >= 200 * 1024)
        .map(called),
    ).toEqual([]);
  });

  test("no object is a Secret", () => {
    expect(ofKind(objects, "Secret")).toEqual([]);
  });

  test("no variable, argument or file holds the value of a secret", () => {
    const secretName = /PASS|SECRET|TOKEN|_KEY$|ENCRYPTION|CREDENTIAL/;
    const plain = podsOf(objects).flatMap(({ name, spec }) =>
      [...(spec.initContainers ?? []), ...spec.containers].flatMap(({ env = [] }) =>
        env
          .filter(
            (variable) =>
              secretName.test(variable.name) && variable.value !== undefined && !/^(true|false|\/secrets\/.*)$/.test(variable.value),
          )
          .map((variable) => `${name} ${variable.name}`),
      ),
    );
    expect(plain).toEqual([]);
    const looksSecret = /BEGIN [A-Z ]*PRIVATE KEY|\$2[aby]\$[0-9]{2}\$[./A-Za-z0-9]{20}|\$argon2id\$v=|:\/\/[^/"\s:]+:[^@/"\s{]+@/;
    expect(all.filter((object) => looksSecret.test(JSON.stringify(object))).map(called)).toEqual([]);
  });

  test("no text of dist looks random", () => {
    const words = JSON.stringify(all).match(/[A-Za-z0-9+/]{32,}/g) ?? [];
    const random = words.filter(
      (word) => !/^[0-9a-f]{64}$/.test(word) && /[0-9]/.test(word) && /[a-z]/.test(word) && /[A-Z]/.test(word) && !word.includes("/"),
    );
    expect(random).toEqual([]);
  });
});

describe.each(shapes)("the quotas of $name", ({ objects }) => {
  const pods = podsOf(objects);
  const quotas = ofKind(objects, "ResourceQuota").map(
    ({ metadata, ...rest }) => [metadata.namespace ?? "", (rest.spec as { hard: Record<string, string> }).hard] as const,
  );
  const rows = quotas.flatMap(([namespace, hard]) => Object.keys(hard).map((key) => [namespace, key, hard[key] ?? ""] as const));

  /** What a pod counts with: all that run together, or the largest before them. */
  const of = ({ spec }: (typeof pods)[number], kind: "requests" | "limits", resource: string) => {
    const each = (list: typeof spec.containers = []) => list.map(({ resources }) => amount(resources?.[kind]?.[resource]));
    return Math.max(
      each(spec.containers).reduce((a, b) => a + b, 0),
      ...each(spec.initContainers),
    );
  };

  test("exist for every namespace", () => {
    expect(quotas.map(([namespace]) => namespace).sort()).toEqual(
      ofKind(objects, "Namespace")
        .map(({ metadata }) => metadata.name)
        .sort(),
    );
  });

  test.each(rows.filter(([, key]) => /^(requests|limits)\.(cpu|memory|ephemeral-storage)$/.test(key)))(
    "%s: %s of %s holds all services with the two largest jobs",
    (namespace, key, hard) => {
      const [kind, resource] = key.split(".") as ["requests" | "limits", string];
      const here = pods.filter((pod) => pod.namespace === namespace);
      const running = here.filter(runsForEver).reduce((sum, pod) => sum + of(pod, kind, resource), 0);
      const jobs = here
        .filter((pod) => !runsForEver(pod))
        .map((pod) => of(pod, kind, resource))
        .sort((a, b) => b - a);
      expect(amount(hard)).toBeGreaterThanOrEqual(running + (jobs[0] ?? 0) + (jobs[1] ?? 0));
    },
  );

  test.each(quotas)("%s: takes every claim that dist holds, the parked ones too", (namespace, hard) => {
    const claims = ofKind(objects, "PersistentVolumeClaim").filter(({ metadata }) => metadata.namespace === namespace);
    const size = claims.reduce(
      (sum, claim) => sum + amount((claim.spec as { resources: { requests: { storage: string } } }).resources.requests.storage),
      0,
    );
    expect(Number(hard.persistentvolumeclaims)).toBeGreaterThanOrEqual(claims.length);
    expect(amount(hard["requests.storage"])).toBeGreaterThanOrEqual(size);
  });

  test.each(ofKind(objects, "LimitRange").map(({ metadata, ...rest }) => [metadata.namespace ?? "", rest.spec] as const))(
    "%s: the largest container may be as large as it is",
    (namespace, spec) => {
      const { limits } = spec as { limits: { max: Record<string, string>; default: Record<string, string> }[] };
      const largest = Math.max(
        0,
        ...pods
          .filter((pod) => pod.namespace === namespace)
          .flatMap(({ spec: pod }) =>
            [...pod.containers, ...(pod.initContainers ?? [])].map(({ resources }) => amount(resources?.limits?.memory)),
          ),
      );
      expect(amount(limits[0]?.max.memory)).toBeGreaterThanOrEqual(largest);
      expect(amount(limits[0]?.max.memory)).toBeGreaterThanOrEqual(amount(limits[0]?.default.memory));
    },
  );
});
