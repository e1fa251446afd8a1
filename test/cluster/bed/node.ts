import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { dump, load } from "js-yaml";
import { eventually } from "../../api/eventually";
import { bedFolder, type Place } from "../../bed/place";
import { owners, project } from "./addresses";
import { kubeconfigOf, pki } from "./credentials";
import { policyEngine, program } from "./programs";

interface K3sFile {
  readonly "node-ip": string;
  readonly "node-label": readonly string[];
  readonly "node-taint"?: readonly string[];
  readonly "kubelet-arg": readonly string[];
}

/** The parts of a machine that has joined, in the order in which they start. */
export const parts = ["containerd", "kubelet", "proxy", "policies"] as const;

/** A machine of the owner's: mounts and networks of its own, a container runtime, a kubelet, a proxy and a policy engine. */
export class Node {
  readonly folder: string;
  private readonly k3s: K3sFile;

  constructor(
    readonly name: "vps" | "nas",
    readonly place: Place,
  ) {
    this.folder = bedFolder(name);
    this.k3s = load(readFileSync(join(project, `generated/hosts/${name}/etc/rancher/k3s/config.yaml`), "utf8")) as K3sFile;
  }

  get address(): string {
    return this.k3s["node-ip"];
  }

  private get socket(): string {
    return join(this.folder, "containerd.sock");
  }

  /** Its control group in every hierarchy, which guard.sh removes. */
  get group(): string {
    return `mk360-${bedFolder().split("-").pop()}-${this.name}`;
  }

  async startContainerd(): Promise<void> {
    for (const name of ["cni", "containerd", "state", "ipam"]) mkdirSync(join(this.folder, name), { recursive: true });
    writeFileSync(join(this.folder, "containerd.toml"), this.containerdSettings());
    const before = this.boots;
    this.place.start("containerd", [program("containerd"), "--config", join(this.folder, "containerd.toml")], {
      env: { PATH: `${join(program("containerd"), "..")}:/usr/sbin:/usr/bin:/sbin:/bin` },
    });
    // It answers before it knows its containers again, and a kubelet that comes too early ends; k3s starts it anew.
    await eventually(`containerd of ${this.name} has started`, 60, async () =>
      this.boots > before ? [] : [this.place.log("containerd").slice(-500)],
    );
  }

  /** How often its runtime has come up. */
  private get boots(): number {
    return this.place.log("containerd").split("containerd successfully booted").length - 1;
  }

  ctr(...words: string[]): Promise<string> {
    return this.place.call(program("ctr"), "--address", this.socket, "--namespace", "k8s.io", ...words);
  }

  startKubelet(): void {
    this.makeGroups();
    writeFileSync(join(this.folder, "kubelet.yaml"), dump(this.kubeletSettings()));
    const taints = this.k3s["node-taint"] ?? [];
    this.place.start("kubelet", [
      program("kubelet"),
      ...["--config", join(this.folder, "kubelet.yaml"), "--kubeconfig", kubeconfigOf(this.name)],
      ...["--root-dir", "/var/lib/kubelet", "--cert-dir", join(this.folder, "kubelet-pki")],
      ...["--hostname-override", this.name, "--node-ip", this.address, "--node-labels", this.k3s["node-label"].join(",")],
      ...(taints.length > 0 ? ["--register-with-taints", taints.join(",")] : []),
      ...this.arguments().map((each) => `--${each}`),
    ]);
  }

  startProxy(): void {
    this.place.start("proxy", [
      program("kube-proxy"),
      ...["--kubeconfig", kubeconfigOf("proxy"), "--hostname-override", this.name],
      ...["--cluster-cidr", owners.network.pods, "--proxy-mode", "iptables"],
      // These are the kernel's, for all networks of this machine.
      ...["--conntrack-max-per-core", "0", "--conntrack-tcp-timeout-established", "0", "--conntrack-tcp-timeout-close-wait", "0"],
    ]);
  }

  /** Nothing holds the policies where there is no engine. */
  startPolicies(): void {
    const engine = policyEngine();
    if (!engine) return;
    this.place.start("policies", [
      engine,
      ...["--kubeconfig", kubeconfigOf("admin"), "--hostname-override", this.name],
      ...["--run-firewall=true", "--run-router=false", "--run-service-proxy=false", "--run-loadbalancer=false"],
      ...[`--service-cluster-ip-range=${owners.network.services}`, "--iptables-sync-period=5m", "--health-port=0", "--metrics-port=0"],
    ]);
  }

  /** What leads a pod's packets, once the controllers have given the machine its range. */
  writeNetwork(podRange: string): void {
    const settings = {
      cniVersion: "1.0.0",
      name: "pods",
      plugins: [
        {
          ...{ type: "bridge", bridge: "cni0", mtu: 1370, isGateway: true, ipMasq: false, hairpinMode: true },
          ipam: {
            ...{ type: "host-local", dataDir: join(this.folder, "ipam") },
            ...{ ranges: [[{ subnet: podRange }]], routes: [{ dst: "0.0.0.0/0" }] },
          },
        },
        { type: "portmap", capabilities: { portMappings: true } },
      ],
    };
    writeFileSync(join(this.folder, "cni/10-pods.conflist"), JSON.stringify(settings));
  }

  private containerdSettings(): string {
    return `version = 3
root = "${join(this.folder, "containerd")}"
state = "${join(this.folder, "state")}"
disabled_plugins = ["io.containerd.snapshotter.v1.devmapper", "io.containerd.nri.v1.nri"]
[grpc]
  address = "${this.socket}"
[ttrpc]
  address = "${this.socket}.ttrpc"
[plugins."io.containerd.cri.v1.images".pinned_images]
  sandbox = "docker.io/local/pause:1"
[plugins."io.containerd.cri.v1.runtime"]
  # Containers of a machine without the right to change it.
  restrict_oom_score_adj = true
  enable_unprivileged_ports = true
  [plugins."io.containerd.cri.v1.runtime".cni]
    bin_dirs = ["${join(program("bridge"), "..")}"]
    conf_dir = "${join(this.folder, "cni")}"
  [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]
      BinaryName = "${program("runc")}"
`;
  }

  private kubeletSettings(): object {
    return {
      apiVersion: "kubelet.config.k8s.io/v1beta1",
      kind: "KubeletConfiguration",
      failCgroupV1: false,
      failSwapOn: false,
      cgroupDriver: "cgroupfs",
      cgroupRoot: `/${this.group}`,
      authentication: { anonymous: { enabled: false }, webhook: { enabled: true }, x509: { clientCAFile: pki("ca") } },
      authorization: { mode: "Webhook" },
      clusterDomain: "cluster.local",
      clusterDNS: ["10.43.0.10"],
      containerRuntimeEndpoint: `unix://${this.socket}`,
      resolvConf: join(this.folder, "resolv.conf"),
      imageGCHighThresholdPercent: 100,
      imageGCLowThresholdPercent: 99,
    };
  }

  /** As k3s hands them on, but for thresholds in bytes: disk and memory are this machine's, and no image can be had again. */
  private arguments(): string[] {
    return this.k3s["kubelet-arg"].map((each) =>
      each.replace(/(memory|nodefs|imagefs)\.available<\w+/g, (_, what) => `${what}.available<${what === "memory" ? "100Mi" : "1%"}`),
    );
  }

  private makeGroups(): void {
    const hierarchies = "/sys/fs/cgroup";
    for (const name of readdirSync(hierarchies)) {
      if (basename(name) === "unified") continue;
      mkdirSync(join(hierarchies, name, this.group), { recursive: true });
    }
    for (const file of ["cpuset.cpus", "cpuset.mems"]) {
      const path = join(hierarchies, "cpuset");
      writeFileSync(join(path, this.group, file), readFileSync(join(path, file)));
    }
  }
}
