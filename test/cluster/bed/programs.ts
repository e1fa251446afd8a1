import { existsSync } from "node:fs";
import { join } from "node:path";
import { onPath } from "../../support/on-path";

/** Where each folder of programs is named, how it is had, and what it holds. */
const folders = {
  KUBEBUILDER_ASSETS: {
    from: "sh .ci/control-plane.sh",
    programs: ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl"],
  },
  NODE_PROGRAMS: {
    from: "sh .ci/node-programs.sh",
    programs: [
      ...["kubelet", "kube-proxy", "containerd", "containerd-shim-runc-v2", "ctr", "runc"],
      ...["bridge", "host-local", "loopback", "portmap", "coredns", "local-path-provisioner", "pebble"],
    ],
  },
} as const;

/** Single files: where each is named and how it is had. */
const files = {
  STANDIN_BIN: "sh .ci/standin.sh",
  SOPS_BIN: "sh .ci/sops.sh",
} as const;

/** The root file system that the images share. */
const root = { variable: "CLUSTER_IMAGE", from: "sh .ci/cluster-image.sh" } as const;

/** What Debian has, and the package of each. */
const packages = {
  conntrack: "conntrack",
  ip: "iproute2",
  ipset: "ipset",
  iptables: "iptables",
  nsenter: "util-linux",
  openssl: "openssl",
  tar: "tar",
} as const;

export type Program = (typeof folders)[keyof typeof folders]["programs"][number] | keyof typeof packages | "standin" | "sops";

const fileOf: Partial<Record<Program, keyof typeof files>> = { standin: "STANDIN_BIN", sops: "SOPS_BIN" };

/** The path of a program; `checkPrograms` has seen to it that there is one. */
export function program(name: Program): string {
  const variable = fileOf[name];
  if (variable) return process.env[variable] ?? name;
  for (const [folder, { programs }] of Object.entries(folders)) {
    if ((programs as readonly string[]).includes(name)) return join(process.env[folder] ?? "", name);
  }
  return onPath(name) ?? name;
}

export const cluster = { image: () => process.env[root.variable] ?? "" };

/** k3s' policy engine, which no registry has; without it nothing holds the policies. */
export const policyEngine = (): string | undefined => process.env.KUBE_ROUTER_BIN || undefined;

/** Throws with every program that is missing, and with how each is had. */
export function checkPrograms(env: NodeJS.ProcessEnv = process.env): void {
  const missing = [
    ...Object.entries(folders).flatMap(([variable, { from, programs }]) =>
      programs
        .filter((name) => !env[variable] || !existsSync(join(env[variable], name)))
        .map((name) => `${name}: ${variable} names a folder that holds it; ${from} makes one`),
    ),
    ...Object.entries(files)
      .filter(([variable]) => !env[variable] || !existsSync(env[variable]))
      .map(([variable, from]) => `${variable} must name a program; ${from} prints the path of one`),
    ...(env[root.variable] && existsSync(env[root.variable] ?? "")
      ? []
      : [`${root.variable} must name a root file system; ${root.from} makes one`]),
    ...Object.entries(packages)
      .filter(([name]) => !onPath(name))
      .map(([name, of]) => `${name}: Debian has it in the package ${of}`),
    ...(env.KUBE_ROUTER_BIN && !existsSync(env.KUBE_ROUTER_BIN)
      ? [`KUBE_ROUTER_BIN names ${env.KUBE_ROUTER_BIN}, which is no file; name one or leave it empty`]
      : []),
  ];
  if (missing.length > 0) throw new Error(`the test cluster cannot be built:\n  ${missing.join("\n  ")}`);
}
