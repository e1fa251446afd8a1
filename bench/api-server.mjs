import { spawn } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { createServer } from "node:net";
import { join } from "node:path";

const plural = {
  Namespace: "namespaces",
  Node: "nodes",
  Pod: "pods",
  Secret: "secrets",
  PersistentVolumeClaim: "persistentvolumeclaims",
  Deployment: "deployments",
  StatefulSet: "statefulsets",
  DaemonSet: "daemonsets",
  Job: "jobs",
  CronJob: "cronjobs",
};

/** A real API server with its store and nothing else: what is put there stays as it is. */
export class ApiServer {
  #children = [];
  #token = randomBytes(16).toString("hex");

  static async start(programs, folder) {
    const server = new ApiServer();
    server.folder = folder;
    mkdirSync(folder, { recursive: true });
    const [store, peers, secure] = [await freePort(), await freePort(), await freePort()];
    server.address = `https://127.0.0.1:${secure}`;
    server.kubeconfig = join(folder, "kubeconfig");
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    server.#write("accounts.key", privateKey.export({ type: "sec1", format: "pem" }).toString());
    server.#write("tokens.csv", `${server.#token},admin,admin,"system:masters"\n`);
    server.#run(join(programs, "etcd"), {
      "data-dir": "etcd",
      "listen-client-urls": `http://127.0.0.1:${store}`,
      "advertise-client-urls": `http://127.0.0.1:${store}`,
      "listen-peer-urls": `http://127.0.0.1:${peers}`,
      "initial-advertise-peer-urls": `http://127.0.0.1:${peers}`,
      "initial-cluster": `default=http://127.0.0.1:${peers}`,
      "unsafe-no-fsync": "true",
    });
    server.#run(join(programs, "kube-apiserver"), {
      "etcd-servers": `http://127.0.0.1:${store}`,
      "bind-address": "127.0.0.1",
      "advertise-address": "127.0.0.1",
      "endpoint-reconciler-type": "none",
      "secure-port": secure,
      "cert-dir": "certificates",
      "service-cluster-ip-range": "10.43.0.0/16",
      "token-auth-file": "tokens.csv",
      "authorization-mode": "RBAC",
      // Accounts are made by a controller and priority classes are not put there: nothing runs here.
      "disable-admission-plugins": "ServiceAccount,Priority",
      "allow-privileged": "true",
      "service-account-issuer": "https://kubernetes.default.svc",
      "service-account-key-file": "accounts.key",
      "service-account-signing-key-file": "accounts.key",
    });
    await server.#ready();
    return server;
  }

  /** Writes objects with their status, eight at a time; those that are there already stay. */
  async put(objects) {
    const namespaces = objects.filter(({ kind }) => kind === "Namespace");
    for (const group of [namespaces, objects.filter(({ kind }) => kind !== "Namespace")]) {
      const queue = [...group];
      await Promise.all(
        Array.from({ length: 8 }, async () => {
          for (let next = queue.pop(); next; next = queue.pop()) await this.#putOne(next);
        }),
      );
    }
  }

  async stop() {
    for (const child of this.#children.reverse()) {
      const ended = new Promise((resolve) => child.once("close", resolve));
      child.kill("SIGKILL");
      await ended;
    }
  }

  async #putOne({ status, ...object }) {
    const { apiVersion, kind, metadata } = object;
    const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const collection = `${root}${metadata.namespace ? `/namespaces/${metadata.namespace}` : ""}/${plural[kind]}`;
    const made = await this.#send("POST", collection, object);
    if (made.code === 409) return;
    if (made.code >= 300) throw new Error(`${kind} ${metadata.name}: ${made.body}`);
    if (!status) return;
    const path = `${collection}/${metadata.name}/status`;
    const changed = await this.#send("PATCH", path, { status }, "application/merge-patch+json");
    if (changed.code >= 300) throw new Error(`status of ${kind} ${metadata.name}: ${changed.body}`);
  }

  async #ready() {
    const certificate = join(this.folder, "certificates/apiserver.crt");
    const limit = Date.now() + 60_000;
    for (;;) {
      if (existsSync(certificate)) {
        this.certificate = readFileSync(certificate);
        const answer = await this.#send("GET", "/readyz").catch(() => undefined);
        if (answer?.code === 200) break;
      }
      if (Date.now() > limit) throw new Error(`no API server within 60 seconds; see its log in ${this.folder}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    const cluster = { server: this.address, "certificate-authority": certificate };
    const config = {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "bench", cluster }],
      users: [{ name: "bench", user: { token: this.#token } }],
      contexts: [{ name: "bench", context: { cluster: "bench", user: "bench" } }],
      "current-context": "bench",
    };
    this.#write("kubeconfig", JSON.stringify(config));
  }

  #send(method, path, body, type = "application/json") {
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${this.#token}`, "content-type": type };
      const sent = request(`${this.address}${path}`, { method, headers, ca: this.certificate }, (response) => {
        let text = "";
        response.on("data", (chunk) => (text += chunk));
        response.on("end", () => resolve({ code: response.statusCode, body: text }));
      });
      sent.on("error", reject);
      sent.end(body ? JSON.stringify(body) : "");
    });
  }

  #write(name, text) {
    writeFileSync(join(this.folder, name), text, { mode: 0o600 });
  }

  #run(program, flags) {
    const log = openSync(join(this.folder, "log"), "a");
    const words = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
    this.#children.push(spawn(program, words, { cwd: this.folder, stdio: ["ignore", log, log] }));
  }
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
