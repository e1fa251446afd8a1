import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { Api } from "../../api/api";
import { eventually } from "../../api/eventually";
import { bedFolder, type Place } from "../../bed/place";
import { owners, project, vps } from "./addresses";
import { kubeconfigOf, pki, server } from "./credentials";
import { program } from "./programs";

type Flag = readonly [name: string, value: string];

interface K3sFile {
  readonly "kube-apiserver-arg"?: readonly string[];
  readonly "kube-controller-manager-arg"?: readonly string[];
}

/** What the server's settings of k3s hand on to the programs that k3s holds. */
const k3s = load(readFileSync(join(project, "generated/hosts/vps/etc/rancher/k3s/config.yaml"), "utf8")) as K3sFile;

const words = (name: Parameters<typeof program>[0], flags: readonly Flag[], more: readonly string[] = []): string[] => [
  program(name),
  ...flags.map(([flag, value]) => `--${flag}=${value}`),
  ...more.map((each) => `--${each}`),
];

export const parts = ["etcd", "api", "controllers", "scheduler"] as const;
export type Part = (typeof parts)[number];

const { network } = owners;

const commandOf: Readonly<Record<Part, () => string[]>> = {
  etcd: () =>
    words("etcd", [
      ["data-dir", bedFolder("etcd")],
      ["listen-client-urls", "http://127.0.0.1:2379"],
      ["advertise-client-urls", "http://127.0.0.1:2379"],
      ["listen-peer-urls", "http://127.0.0.1:2380"],
    ]),
  api: () =>
    words(
      "kube-apiserver",
      [
        ["etcd-servers", "http://127.0.0.1:2379"],
        ["secure-port", "6443"],
        ["advertise-address", vps.private],
        ["service-cluster-ip-range", network.services],
        ["tls-cert-file", pki("api")],
        ["tls-private-key-file", pki("api-key")],
        ["client-ca-file", pki("ca")],
        ["kubelet-client-certificate", pki("to-kubelets")],
        ["kubelet-client-key", pki("to-kubelets-key")],
        ["kubelet-preferred-address-types", "InternalIP"],
        ["token-auth-file", bedFolder("tokens.csv")],
        ["authorization-mode", "Node,RBAC"],
        ["anonymous-auth", "false"],
        ["allow-privileged", "true"],
        ["service-account-issuer", "https://kubernetes.default.svc.cluster.local"],
        ["service-account-key-file", pki("accounts")],
        ["service-account-signing-key-file", pki("accounts")],
        // A watch that ends with the server would hold it for a minute.
        ["shutdown-delay-duration", "0s"],
      ],
      k3s["kube-apiserver-arg"],
    ),
  controllers: () =>
    words(
      "kube-controller-manager",
      [
        ["kubeconfig", kubeconfigOf("controllers")],
        ["service-account-private-key-file", pki("accounts")],
        ["root-ca-file", pki("ca")],
        ["cluster-signing-cert-file", pki("ca")],
        ["cluster-signing-key-file", pki("ca-key")],
        ["use-service-account-credentials", "true"],
        ["leader-elect", "false"],
        ["allocate-node-cidrs", "true"],
        ["cluster-cidr", network.pods],
        ["service-cluster-ip-range", network.services],
        ["configure-cloud-routes", "false"],
        // Jobs are started by the tests; one whose hour comes would stand in their way.
        ["controllers", "*,-cronjob-controller"],
      ],
      k3s["kube-controller-manager-arg"],
    ),
  scheduler: () =>
    words("kube-scheduler", [
      ["kubeconfig", kubeconfigOf("scheduler")],
      ["leader-elect", "false"],
    ]),
};

/** The server's half of k3s: store, API, controllers, scheduler. */
export class ControlPlane {
  readonly api = new Api(server, readFileSync(pki("ca")), readFileSync(bedFolder("admin.token"), "utf8"));

  constructor(private readonly machine: Place) {}

  async start(): Promise<void> {
    this.startPart("etcd");
    this.startPart("api");
    await this.ready();
    this.startPart("controllers");
    this.startPart("scheduler");
  }

  async ready(): Promise<void> {
    await eventually("the API server is ready", 120, async () => ((await this.api.answers("/readyz")) ? [] : [this.lastLines("api")]));
  }

  startPart(part: Part): void {
    this.machine.start(part, commandOf[part]());
  }

  /** As when its machine loses power. */
  async endPart(part: Part): Promise<void> {
    await this.machine.end(part);
  }

  private lastLines(part: Part): string {
    return this.machine.log(part).trimEnd().split("\n").slice(-5).join("\n");
  }
}
