import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type MachineName, machines } from "../support/machines";
import { freePort } from "../support/real";
import { shippedConfig } from "../support/stack";
import { Api } from "./api";
import { writeCredentials } from "./credentials";
import { eventually } from "./eventually";
import { type Node, nodeObject, unready } from "./nodes";

/** The programs of a control plane, as .ci/control-plane.sh makes them; a missing one has no path. */
export function controlPlanePrograms(): Record<string, string | undefined> {
  const folder = process.env.KUBEBUILDER_ASSETS ?? "";
  const names = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl", "kwok"];
  return Object.fromEntries(
    names.map((name) => {
      const file = join(folder, name);
      return [name, folder && existsSync(file) ? file : undefined];
    }),
  );
}

/** For programs in Go: memory is there, and collecting it early would take the processor from the others. */
export const roomy = { GOGC: "400" };

export interface Limits {
  /** Until it must be up. Default: 60 seconds. */
  readonly limitSeconds?: number;
  /** When etcd is full. Default: etcd's own, 2 GiB. */
  readonly storeBytes?: number;
}

interface Ports {
  readonly etcd: number;
  readonly secure: number;
}

/** A whole Kubernetes of its own, on loopback and in a scratch folder; only the kubelets and the disks are played. */
export class ControlPlane {
  readonly root = mkdtempSync(join(tmpdir(), "mk360-api-"));
  readonly kubeconfig = join(this.root, "admin.kubeconfig");
  readonly kubectl: string;
  /** The same cluster for a user without rights. */
  readonly guestKubeconfig = join(this.root, "guest.kubeconfig");
  private readonly programs: Readonly<Record<string, string | undefined>>;
  private readonly guard: ChildProcess;
  private readonly ended: Promise<void>;
  private started: Api | undefined;
  private ports: Ports | undefined;

  private constructor() {
    this.programs = controlPlanePrograms();
    this.kubectl = this.programs.kubectl ?? "kubectl";
    // In a session of its own, so that Ctrl-C does not end the programs in whatever order: the guard does.
    this.guard = spawn("sh", [join(__dirname, "guard.sh"), this.root], {
      stdio: ["pipe", "ignore", "ignore"],
      detached: true,
      env: { ...process.env, ...roomy },
    });
    this.ended = new Promise((resolve) => this.guard.once("close", () => resolve()));
  }

  static async start(nodes: readonly Node[], { limitSeconds = 60, storeBytes }: Limits = {}): Promise<ControlPlane> {
    const plane = new ControlPlane();
    try {
      await plane.bringUp(nodes, limitSeconds, storeBytes);
      return plane;
    } catch (error) {
      const logs = plane.lastLines();
      await plane.stop();
      throw new Error(`${error instanceof Error ? error.message : error}\n${logs}`);
    }
  }

  get api(): Api {
    if (!this.started) throw new Error("the control plane has not been started");
    return this.started;
  }

  /** Where etcd answers requests in JSON. */
  get store(): string {
    return `http://127.0.0.1:${this.at.etcd}`;
  }

  get server(): string {
    return `https://127.0.0.1:${this.at.secure}`;
  }

  /** The certificate by which clients know the API server. */
  get certificate(): string {
    return join(this.root, "certificates/apiserver.crt");
  }

  /** Ends the API server as a crash would; nothing answers when this returns. */
  async crashApiServer(): Promise<void> {
    process.kill(Number(readFileSync(join(this.root, "kube-apiserver.pid"), "utf8")), "SIGKILL");
    await eventually("nothing listens any more", 20, async () => ((await listens(this.at.secure)) ? [this.server] : []));
  }

  /** Starts it again where it was; it answers some seconds later. */
  startApiServer(): void {
    const { etcd, secure } = this.at;
    this.run("kube-apiserver", [
      ["etcd-servers", `http://127.0.0.1:${etcd}`],
      ["bind-address", "127.0.0.1"],
      ["advertise-address", "127.0.0.1"],
      ["endpoint-reconciler-type", "none"],
      ["secure-port", `${secure}`],
      // Makes its own certificate there.
      ["cert-dir", "certificates"],
      ["service-cluster-ip-range", `${shippedConfig.network.services}`],
      ["token-auth-file", "tokens.csv"],
      ["anonymous-auth", "false"],
      ["authorization-mode", "Node,RBAC"],
      ["enable-admission-plugins", "NodeRestriction"],
      ["allow-privileged", "true"],
      ["service-account-issuer", "https://kubernetes.default.svc"],
      ["service-account-key-file", "accounts.key"],
      ["service-account-signing-key-file", "accounts.key"],
    ]);
  }

  /** Ends every program and removes the folder; the guard does the same by itself when the tests are killed. */
  async stop(): Promise<void> {
    this.started?.close();
    this.guard.stdin?.end();
    await this.ended;
  }

  private async bringUp(nodes: readonly Node[], limitSeconds: number, storeBytes: number | undefined): Promise<void> {
    this.ports = { etcd: await freePort(), secure: await freePort() };
    const { etcd } = this.ports;
    const peers = await freePort();
    const tokens = writeCredentials(this.root, this.server, this.certificate);
    this.run("etcd", [
      ["data-dir", "etcd"],
      ["listen-client-urls", `http://127.0.0.1:${etcd}`],
      ["advertise-client-urls", `http://127.0.0.1:${etcd}`],
      ["listen-peer-urls", `http://127.0.0.1:${peers}`],
      ["initial-advertise-peer-urls", `http://127.0.0.1:${peers}`],
      ["initial-cluster", `default=http://127.0.0.1:${peers}`],
      ["unsafe-no-fsync", "true"],
      ...(storeBytes === undefined ? [] : [["quota-backend-bytes", `${storeBytes}`] as const]),
    ]);
    this.startApiServer();
    await eventually("the API server is ready", limitSeconds, async () => {
      if (!existsSync(this.certificate)) return ["it has made no certificate yet"];
      this.started ??= new Api(this.server, readFileSync(this.certificate), tokens.admin);
      return (await this.started.answers("/readyz")) ? [] : ["/readyz does not answer"];
    });
    this.run("kube-controller-manager", [
      ["kubeconfig", "controllers.kubeconfig"],
      ["service-account-private-key-file", "accounts.key"],
      ["root-ca-file", this.certificate],
      ["use-service-account-credentials", "true"],
      ["leader-elect", "false"],
      ["secure-port", "0"],
      // Else a job whose hour comes would start in the middle of a test; tests start them by hand.
      ["controllers", "*,-cronjob-controller"],
      // Its usual pace is made for a busy cluster; nothing else waits here.
      ["kube-api-qps", "500"],
      ["kube-api-burst", "1000"],
      ["pvclaimbinder-sync-period", "1s"],
    ]);
    this.run("kube-scheduler", [
      ["kubeconfig", "scheduler.kubeconfig"],
      ["leader-elect", "false"],
      ["secure-port", "0"],
      ["kube-api-qps", "500"],
      ["kube-api-burst", "1000"],
    ]);
    for (const node of nodes) {
      await this.api.create("/api/v1/nodes", nodeObject(node));
      this.startKubelet(node.name);
    }
    await eventually("both nodes are ready", limitSeconds, () => unready(this.api, nodes));
  }

  /** The played kubelet of a machine: one program each, because one for all of them misses pods of a node that it has just taken on. */
  startKubelet(machine: MachineName): void {
    const program = this.kubeletOf(machine);
    if (!existsSync(program)) symlinkSync(this.programs.kwok ?? "kwok", program);
    this.run(program, [
      ["kubeconfig", "admin.kubeconfig"],
      ["config", join(__dirname, "stages.yaml")],
      // The provisioner of volumes runs on the server, for both machines.
      ...(machine === "vps" ? [["config", join(__dirname, "claim-stages.yaml")] as const] : []),
      ["manage-single-node", machine],
      ["node-lease-duration-seconds", "40"],
      ["cidr", `${shippedConfig.network.pods.at(256 * machines.indexOf(machine))}/24`],
    ]);
  }

  /** Ends it as a power cut would: its pods stay as they were until someone notices. */
  stopKubelet(machine: MachineName): void {
    process.kill(Number(readFileSync(`${this.kubeletOf(machine)}.pid`, "utf8")), "SIGKILL");
  }

  private kubeletOf(machine: MachineName): string {
    return join(this.root, `kwok-${machine}`);
  }

  private get at(): Ports {
    if (!this.ports) throw new Error("the control plane has not been started");
    return this.ports;
  }

  /** Runs a program in `root` until the control plane stops: one of its own by name, another one by path. */
  run(program: string, flags: readonly (readonly [string, string])[], env: Readonly<Record<string, string>> = {}): void {
    const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    const words = [this.programs[program] ?? program, ...flags.map(([flag, value]) => `--${flag}=${value}`)];
    if (variables.length > 0) words.unshift("env", ...variables);
    this.guard.stdin?.write(`${words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ")}\n`);
  }

  private lastLines(): string {
    return readdirSync(this.root)
      .filter((name) => name.endsWith(".log"))
      .map((name) => {
        const lines = readFileSync(join(this.root, name), "utf8").trimEnd().split("\n");
        return `${name}: ${lines.slice(-5).join("\n  ")}`;
      })
      .join("\n");
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.unref();
  });
}
