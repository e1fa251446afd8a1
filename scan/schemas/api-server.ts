import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../manifests";
import { runFor } from "../programs";

const limitSeconds = 60;

/** An API server with its store and nothing else, on loopback and in a scratch folder. */
export class ApiServer {
  private readonly folder = mkdtempSync(join(tmpdir(), "mk360-openapi-"));
  private readonly token = randomBytes(16).toString("hex");
  /** Ends the programs and removes the folder when its input ends, also when this process is killed. */
  private readonly guard: ChildProcess;
  private server = "";

  private constructor(private readonly programs: string) {
    // In a session of its own, so that Ctrl-C does not end the programs in whatever order.
    const guard = join(root, "test/api/guard.sh");
    this.guard = spawn("sh", [guard, this.folder], { stdio: ["pipe", "ignore", "ignore"], detached: true });
  }

  /** `programs` is the folder that .ci/control-plane.sh prints. The server is gone when `use` has ended. */
  static async using<T>(programs: string, use: (server: ApiServer) => Promise<T>): Promise<T> {
    const server = new ApiServer(programs);
    try {
      await server.start();
      return await use(server);
    } finally {
      await server.stop();
    }
  }

  /** The document at a path. */
  async document<T>(path: string): Promise<T> {
    const { status, body } = await this.ask(path);
    if (status !== 200) throw new Error(`the API server answers ${path} with ${status}: ${body.slice(0, 200)}`);
    return JSON.parse(body) as T;
  }

  /** Teaches the server the kinds that the files define, and waits until it knows them. */
  async define(files: readonly string[]): Promise<void> {
    const kubectl = (...args: string[]) =>
      runFor([0], join(this.programs, "kubectl"), [
        `--server=${this.server}`,
        `--token=${this.token}`,
        `--certificate-authority=${this.certificate}`,
        ...args,
      ]);
    const names = files.flatMap((file) => ["--filename", file]);
    await kubectl("create", ...names);
    await kubectl("wait", "--for=condition=Established", `--timeout=${limitSeconds}s`, ...names);
  }

  private async start(): Promise<void> {
    const [store, peers, port] = await Promise.all([freePort(), freePort(), freePort()]);
    this.server = `https://127.0.0.1:${port}`;
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    writeFileSync(this.path("accounts.key"), privateKey.export({ type: "sec1", format: "pem" }), { mode: 0o600 });
    writeFileSync(this.path("tokens.csv"), `${this.token},admin,admin,"system:masters"\n`, { mode: 0o600 });
    this.run("etcd", {
      "data-dir": this.path("etcd"),
      "listen-client-urls": `http://127.0.0.1:${store}`,
      "advertise-client-urls": `http://127.0.0.1:${store}`,
      "listen-peer-urls": `http://127.0.0.1:${peers}`,
      "initial-advertise-peer-urls": `http://127.0.0.1:${peers}`,
      "initial-cluster": `default=http://127.0.0.1:${peers}`,
      "unsafe-no-fsync": "true",
    });
    this.run("kube-apiserver", {
      "etcd-servers": `http://127.0.0.1:${store}`,
      "bind-address": "127.0.0.1",
      "advertise-address": "127.0.0.1",
      "endpoint-reconciler-type": "none",
      "secure-port": `${port}`,
      "cert-dir": this.path("certificates"),
      "service-cluster-ip-range": "10.43.0.0/16",
      "token-auth-file": this.path("tokens.csv"),
      "authorization-mode": "RBAC",
      "service-account-issuer": "https://kubernetes.default.svc",
      "service-account-key-file": this.path("accounts.key"),
      "service-account-signing-key-file": this.path("accounts.key"),
    });
    await waitFor("the API server is ready", () => this.isReady());
  }

  private async isReady(): Promise<true | undefined> {
    if (!existsSync(this.certificate)) return undefined;
    return this.ask("/readyz").then(
      ({ status }) => status === 200 || undefined,
      () => undefined,
    );
  }

  private stop(): Promise<void> {
    const ended = new Promise<void>((resolve) => this.guard.once("close", () => resolve()));
    this.guard.stdin?.end();
    return ended;
  }

  private get certificate(): string {
    return this.path("certificates/apiserver.crt");
  }

  private path(name: string): string {
    return join(this.folder, name);
  }

  private run(program: string, flags: Readonly<Record<string, string>>): void {
    const words = [join(this.programs, program), ...Object.entries(flags).map(([name, value]) => `--${name}=${value}`)];
    this.guard.stdin?.write(`${words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ")}\n`);
  }

  private ask(path: string): Promise<{ status: number; body: string }> {
    const options = { ca: readFileSync(this.certificate), headers: { authorization: `Bearer ${this.token}` } };
    return new Promise((resolve, reject) => {
      get(`${this.server}${path}`, options, (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (data: string) => {
          body += data;
        });
        response.once("end", () => resolve({ status: response.statusCode ?? 0, body }));
      }).once("error", reject);
    });
  }
}

/** Asks until there is an answer, at most for a minute. */
export async function waitFor<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const limit = Date.now() + limitSeconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > limit) throw new Error(`waited ${limitSeconds} s in vain: ${what}`);
    await pause();
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 100));

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(address && typeof address === "object" ? address.port : 0));
    });
  });
}
