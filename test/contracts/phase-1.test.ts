import { describe, expect, test } from "@jest/globals";
import { amount, ofKind, type Pod, podNamed, podsOf } from "../support/pods";
import { whole } from "../support/stack";
import { breachesOf } from "./breaches";
import { changed, heldAgainstDist, podOf } from "./held";
import { type Contract, contracts } from "./images";

heldAgainstDist(contracts);

/** Whose files the images make of their volumes, where root starts them, as user and group. */
const handedOver: Readonly<Record<string, readonly [user: number, group: number]>> = {
  // services.md 13: who PUID and PGID say
  unifi: [1000, 1000],
};

/** Whose files belong to several users, so that only root with DAC_OVERRIDE reads them all. */
const ofSeveral: readonly string[] = [
  // services.md 6: the entry point is root, makes keys and hands the storage to Apache, which is user 33, when it starts again
  "monica",
];

test("a secret that is not mounted", () => {
  const without = changed(podOf("n8n"), (main) => ({
    ...main,
    volumeMounts: (main.volumeMounts ?? []).filter(({ mountPath }) => mountPath !== "/secrets/n8n-encryption"),
  }));
  expect(breachesOf(contracts.n8n as Contract, without)).toEqual(["n8n: N8N_ENCRYPTION_KEY_FILE names no mounted secret"]);
});

describe("restic, in every job that runs it", () => {
  const jobs = podsOf(whole.objects).filter(({ spec }) => spec.containers.some(({ image }) => image.includes("/restic/restic:")));
  const env = (pod: Pod, name: string) => pod.spec.containers[0]?.env?.find((each) => each.name === name)?.value;
  const writes = (pod: Pod, path: string) => {
    const mount = pod.spec.containers[0]?.volumeMounts?.find(({ mountPath }) => mountPath === path);
    return mount !== undefined && !mount.readOnly && pod.spec.volumes?.find(({ name }) => name === mount.name)?.emptyDir !== undefined;
  };

  test.each(jobs.map((pod) => [pod.name, pod] as const))(
    "%s: a cache and a home that can be written, and the password from a file",
    (_, pod) => {
      expect([writes(pod, env(pod, "RESTIC_CACHE_DIR") ?? ""), writes(pod, env(pod, "HOME") ?? ""), writes(pod, "/tmp")]).toEqual([
        true,
        true,
        true,
      ]);
      expect(env(pod, "RESTIC_PASSWORD_FILE")).toMatch(/^\/secrets\/backup-(business|private|cluster)\/repository-password$/);
      expect(env(pod, "RESTIC_PASSWORD")).toBeUndefined();
    },
  );

  test("the host name of a snapshot is the same for all and never a pod's", () => {
    const backups = jobs.filter(({ name }) => name.endsWith("-backup"));
    expect(backups.map((pod) => env(pod, "BACKUP_HOST"))).toEqual(backups.map(() => "mk360"));
    expect(backups.map((pod) => `${env(pod, "BACKUP_TAG")}-backup`)).toEqual(backups.map(({ name }) => name));
  });

  test("what is private goes into the private repository, with the private user and password", () => {
    for (const pod of jobs.filter(({ namespace }) => namespace === "home" || namespace === "private")) {
      expect([env(pod, "RESTIC_REPOSITORY"), env(pod, "RESTIC_REST_USERNAME")]).toEqual([
        "rest:http://rest-server.ops.svc.cluster.local:8000/private/",
        "private",
      ]);
      expect(JSON.stringify(pod.spec)).not.toContain("backup-business");
    }
    for (const pod of jobs.filter(({ namespace, name }) => namespace === "public" || name === "uptime-kuma-backup"))
      expect(JSON.stringify(pod.spec)).not.toContain("backup-private");
  });

  test("data is read, never written", () => {
    for (const { name, spec } of jobs.filter((pod) => pod.name.endsWith("-backup"))) {
      for (const { persistentVolumeClaim } of spec.volumes ?? [])
        if (persistentVolumeClaim) expect([name, persistentVolumeClaim.readOnly]).toEqual([name, true]);
    }
  });

  test("a job reads as the user whose data it is", () => {
    // No service's: test/services/backup/cluster-store.test.ts.
    for (const pod of jobs.filter(({ name }) => name.endsWith("-backup") && name !== "cluster-store-backup")) {
      const owner = podNamed(whole.objects, pod.name.replace(/-backup$/, ""));
      const { runAsUser, runAsGroup } = owner.spec.containers[0]?.securityContext ?? {};
      const added = pod.spec.containers[0]?.securityContext?.capabilities?.add ?? [];
      expect([pod.name, added]).toEqual([pod.name, ofSeveral.includes(owner.name) ? ["DAC_OVERRIDE"] : []]);
      const { runAsUser: uid, runAsGroup: gid } = pod.spec.securityContext ?? {};
      expect([pod.name, uid, gid]).toEqual([
        pod.name,
        ...(ofSeveral.includes(owner.name) ? [0, 0] : (handedOver[owner.name] ?? [runAsUser, runAsGroup])),
      ]);
    }
  });

  test.each([...Object.keys(handedOver), ...ofSeveral])("%s starts as root, or it could not hand its files over", (name) => {
    expect(podOf(name).spec.containers[0]?.securityContext?.runAsUser).toBe(0);
  });
});

describe("programs that must be told how much memory they have", () => {
  const limit = (name: string) => amount(podOf(name).spec.containers[0]?.resources?.limits?.memory) / 1024 ** 2;
  const value = (name: string, variable: string) =>
    podOf(name).spec.containers[0]?.env?.find((each) => each.name === variable)?.value ?? "";

  test.each(["n8n", "uptime-kuma"])("Node of %s ends its heap below three quarters of the limit", (name) => {
    const heap = Number(/--max-old-space-size=([0-9]+)/.exec(value(name, "NODE_OPTIONS"))?.[1]);
    expect(heap / limit(name)).toBeLessThan(0.75);
  });

  test("the JVM's heap, classes and code together stay below the limit", () => {
    const options = value("tika", "JAVA_TOOL_OPTIONS");
    const of = (pattern: RegExp) => Number(pattern.exec(options)?.[1]);
    expect(of(/-Xmx([0-9]+)m/) + of(/MaxMetaspaceSize=([0-9]+)m/) + of(/ReservedCodeCacheSize=([0-9]+)m/)).toBeLessThan(limit("tika"));
  });

  test.each(["caddy-public", "caddy-private"])("Go of %s collects before the limit", (name) => {
    expect(Number.parseInt(value(name, "GOMEMLIMIT"), 10)).toBeLessThan(limit(name));
  });

  test("whatever must never be killed for others requests all that it may use", () => {
    for (const name of ["postgres", "redis-business", "caddy-public", "caddy-private"]) {
      const { requests, limits } = podOf(name).spec.containers[0]?.resources ?? {};
      expect([name, amount(requests?.memory)]).toEqual([name, amount(limits?.memory)]);
    }
  });
});

test("no Service has a name whose injected variables an image would take for its own settings", () => {
  const names = ofKind(whole.objects, "Service").map(({ metadata }) => metadata.name);
  // n8n is the owner's own name; its pod sets N8N_PORT and enableServiceLinks is off.
  expect(names.filter((name) => ["paperless", "api", "db", "redis", "mail", "smtp", "rocket", "mongo"].includes(name))).toEqual([]);
});
