import { describe, expect, test } from "@jest/globals";
import { violationsOf } from "../support/pod-security";
import { ofKind, type PodSpec, podsOf } from "../support/pods";
import { shapes } from "../support/stack";

/** The only way in which a pod of ours may fall short of `restricted`, and where. */
const hostPorts: Readonly<Record<string, readonly string[]>> = {
  edge: ["caddy-public 8080/80", "caddy-public 8443/443", "caddy-private 8443/443"],
  home: ["adguard 5053/53", "caddy-home 8443/443", "unifi 8443/8443", "unifi 8080/8080", "unifi 3478/3478"],
};

/** Pods of the weaker namespaces that fall short in more than host ports, with exactly what. */
const excepted: Readonly<Record<string, readonly string[]>> = {
  // Its entry point hands files over and Apache steps down, in a user namespace of its own.
  "public-root/monica": ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"].map((added) => `capabilities: monica adds ${added}`),
  // It reads files of root and of Apache, in a user namespace of its own, and writes none.
  "public-root/monica-backup": ["capabilities: monica-backup adds DAC_OVERRIDE"],
  // Its supervisor steps down, in a user namespace of its own.
  "home/unifi": ["CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "SETGID", "SETUID"].map((added) => `capabilities: unifi adds ${added}`),
  // It writes where fail2ban reads, on the machine.
  "edge/caddy-public": ["volume types: host-var-log-mk360-caddy-public is hostPath"],
  // It reads what k3s leaves on the machine, and root alone may read.
  "agents/cluster-store-backup": [
    "volume types: host-var-lib-rancher-k3s-server-db-snapshots is hostPath",
    "running as non-root user: the pod runs as 0",
    "running as non-root: cluster-store-backup may be root",
    "running as non-root user: cluster-store-backup runs as 0",
  ],
  // They read the machine itself.
  ...Object.fromEntries(
    ["vps", "nas"].flatMap((machine) => [
      [
        `agents/netdata-${machine}`,
        ["proc", "sys", "opt", "var-lib-rancher-k3s-storage-room"].map((path) => `volume types: host-${path} is hostPath`),
      ],
      [
        `agents/vlagent-${machine}`,
        [
          ...["var-log-containers", "var-log-pods", "var-lib-vlagent"].map((path) => `volume types: host-${path} is hostPath`),
          "running as non-root user: the pod runs as 0",
          `running as non-root: vlagent-${machine} may be root`,
          `running as non-root user: vlagent-${machine} runs as 0`,
        ],
      ],
    ]),
  ),
};

/** The namespaces that enforce less, with the level that they enforce. */
const weaker: Readonly<Record<string, string>> = {
  "public-root": "baseline",
  agents: "privileged",
  edge: "privileged",
  home: "privileged",
};

describe.each(shapes)("$name", ({ objects }) => {
  const pods = podsOf(objects);

  test.each(pods.map((pod) => [`${pod.namespace}/${pod.name}`, pod] as const))(
    "%s is restricted, host ports and what is named aside",
    (label, pod) => {
      expect(violationsOf(pod).filter((violation) => !violation.startsWith("host ports: "))).toEqual(excepted[label] ?? []);
    },
  );

  test("only the named pods take the named host ports, each on one address", () => {
    for (const { namespace, name, spec } of pods) {
      for (const { hostPort, containerPort, hostIP } of spec.containers.flatMap(({ ports = [] }) =>
        ports.filter((port) => port.hostPort),
      )) {
        expect(hostPorts[namespace] ?? []).toContain(`${name} ${containerPort}/${hostPort}`);
        expect(hostIP).toMatch(/^[1-9][0-9]*(\.[0-9]+){3}$/);
      }
    }
  });

  test("the API server refuses whatever falls short, but in the namespaces that are named here", () => {
    for (const { metadata } of ofKind(objects, "Namespace")) {
      const labels = metadata.labels as Record<string, string>;
      const enforced = labels["pod-security.kubernetes.io/enforce"];
      expect([metadata.name, enforced]).toEqual([metadata.name, weaker[metadata.name] ?? "restricted"]);
      expect(labels["pod-security.kubernetes.io/warn"]).toBe("restricted");
      expect(labels["pod-security.kubernetes.io/audit"]).toBe("restricted");
    }
  });
});

describe("the evaluator sees", () => {
  const good: PodSpec = {
    containers: [
      {
        name: "main",
        image: "example",
        securityContext: {
          runAsNonRoot: true,
          allowPrivilegeEscalation: false,
          capabilities: { drop: ["ALL"] },
          seccompProfile: { type: "RuntimeDefault" },
        },
      },
    ],
  };
  const main = good.containers[0];
  const withContext = (changes: object): PodSpec => ({
    ...good,
    containers: [{ ...main, securityContext: { ...main?.securityContext, ...changes } } as PodSpec["containers"][number]],
  });

  test("nothing wrong in a pod that is right", () => {
    expect(violationsOf({ spec: good })).toEqual([]);
  });

  test("nothing wrong in root that is nobody outside, and everything else as ever", () => {
    const root = {
      ...withContext({ runAsNonRoot: false, runAsUser: 0, capabilities: { drop: ["ALL"], add: ["CHOWN"] } }),
      hostUsers: false,
    };
    expect(violationsOf({ spec: { ...root, securityContext: { runAsUser: 0 } } })).toEqual(["capabilities: main adds CHOWN"]);
  });

  test.each<[string, PodSpec]>([
    ["host namespaces: hostNetwork", { ...good, hostNetwork: true }],
    ["host namespaces: hostPID", { ...good, hostPID: true }],
    ["host namespaces: hostIPC", { ...good, hostIPC: true }],
    ["volume types: disk is hostPath", { ...good, volumes: [{ name: "disk", hostPath: { path: "/" } }] }],
    ["volume types: disk is nfs", { ...good, volumes: [{ name: "disk", nfs: {} }] }],
    ["sysctls: kernel.msgmax", { ...good, securityContext: { sysctls: [{ name: "kernel.msgmax" }] } }],
    ["running as non-root user: the pod runs as 0", { ...good, securityContext: { runAsUser: 0 } }],
    ["privileged containers: main", withContext({ privileged: true })],
    ["privilege escalation: main may", withContext({ allowPrivilegeEscalation: undefined })],
    ["capabilities: main does not drop ALL", withContext({ capabilities: { drop: ["NET_RAW"] } })],
    ["capabilities: main adds CHOWN", withContext({ capabilities: { drop: ["ALL"], add: ["CHOWN"] } })],
    ["running as non-root: main may be root", withContext({ runAsNonRoot: undefined })],
    ["running as non-root user: main runs as 0", withContext({ runAsUser: 0 })],
    ["seccomp: main has none", withContext({ seccompProfile: undefined })],
    ["seccomp: main has Unconfined", withContext({ seccompProfile: { type: "Unconfined" } })],
    ["/proc mount type: main", withContext({ procMount: "Unmasked" })],
    ["host ports: main takes 80", { ...good, containers: [{ ...main, ports: [{ containerPort: 80, hostPort: 80 }] } as never] }],
    [
      "privileged containers: first",
      { ...good, initContainers: [{ ...main, name: "first", securityContext: { ...main?.securityContext, privileged: true } } as never] },
    ],
  ])("%s", (violation, spec) => {
    expect(violationsOf({ spec })).toEqual([violation]);
  });
});
