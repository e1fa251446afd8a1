import { request as plainRequest } from "node:http";
import { Agent, type RequestOptions, request as secureRequest } from "node:https";
import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import { Refusal } from "../../charts/config/refusal";
import type { Answer } from "./answer";
import { refusalOf, unreachable } from "./refusals";

/** Which cluster, and how long to wait for it. */
export interface ClusterOptions {
  /** Default: KUBECONFIG, else the file in the home folder. */
  readonly kubeconfig?: string;
  /** Default: the file's current context. */
  readonly context?: string;
  /** Seconds until an API server that does not answer is given up. Default: 30. */
  readonly timeout?: number;
}

const passing = new Set([429, 502, 503, 504]);
const broken = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENETUNREACH", "EHOSTUNREACH", "EAI_AGAIN"]);
const pause = 500;

/** A handshake costs the server more than a list does, so many calls at one time share few connections. */
const connections = { keepAlive: true, maxSockets: 3 };

/**
 * One Kubernetes API server, reached as the kubeconfig says. A server that restarts is waited for; every other fault is
 * a Refusal in the owner's words.
 */
export class Cluster {
  private constructor(
    readonly server: string,
    readonly context: string,
    private readonly options: RequestOptions,
    private readonly patience: number,
  ) {}

  /** @throws Refusal when there is no usable kubeconfig. */
  static async open({ kubeconfig, context, timeout = 30 }: ClusterOptions = {}): Promise<Cluster> {
    const config = load(kubeconfig);
    if (context !== undefined) choose(config, context, kubeconfig);
    const cluster = config.getCurrentCluster();
    if (!cluster) throw noCluster(config, kubeconfig);
    const options: RequestOptions = {};
    try {
      await config.applyToHTTPSOptions(options);
    } catch (error) {
      throw unusable(nameOf(kubeconfig), error);
    }
    // A connection for each request would be a TLS handshake for each.
    if (options.agent instanceof Agent && !cluster.proxyUrl) options.agent = new Agent({ ...options.agent.options, ...connections });
    return new Cluster(cluster.server.replace(/\/$/, ""), config.getCurrentContext(), options, timeout * 1000);
  }

  /** @throws Refusal when the server cannot be reached or refuses. */
  async get<T>(path: string): Promise<T> {
    return JSON.parse(accepted(await this.send("GET", path), "read", path).body) as T;
  }

  /** All objects of a kind, from the server's own memory: one request, however many they are. */
  async list<T>(path: string, query: Readonly<Record<string, string>> = {}): Promise<readonly T[]> {
    const parameters = new URLSearchParams({ resourceVersion: "0", ...query });
    return (await this.get<{ items?: readonly T[] }>(`${path}?${parameters}`)).items ?? [];
  }

  /** Names, labels, annotations and owners of all objects of a kind as they are this moment, without what they hold. */
  async listMetadata<T>(path: string, query: Readonly<Record<string, string>> = {}): Promise<readonly T[]> {
    const accept = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";
    const answer = accepted(await this.send("GET", `${path}?${new URLSearchParams(query)}`, "", "application/json", accept), "read", path);
    // An empty list of a kind that was never there has null in place of its items.
    return (JSON.parse(answer.body) as { items?: readonly T[] | null }).items ?? [];
  }

  /**
   * Server-side apply. A field that someone else owns stays theirs.
   * @throws Refusal naming the object and who owns the field.
   */
  async apply<T>(path: string, manager: string, object: object): Promise<T> {
    return JSON.parse(accepted(await this.applied(path, { fieldManager: manager }, object), "write", path).body) as T;
  }

  /** What the server would say against applying this; undefined where it would take it. Nothing is kept. */
  async objection(path: string, manager: string, object: object): Promise<Refusal | undefined> {
    const answer = await this.applied(path, { fieldManager: manager, dryRun: "All" }, object);
    return answer.status >= 300 ? refusalOf(answer, "write", path) : undefined;
  }

  private applied(path: string, query: Readonly<Record<string, string>>, object: object): Promise<Answer> {
    const parameters = new URLSearchParams({ ...query, fieldValidation: "Strict" });
    return this.send("PATCH", `${path}?${parameters}`, JSON.stringify(object), "application/apply-patch+yaml");
  }

  /** One request, tried again for as long as the server is away. */
  async send(method: string, path: string, body = "", type = "application/json", accept = "application/json"): Promise<Answer> {
    const limit = Date.now() + this.patience;
    for (;;) {
      const answer = await this.once(method, path, body, type, accept, limit).catch((error: NodeJS.ErrnoException) => {
        if (Date.now() + pause < limit && broken.has(error.code ?? "")) return undefined;
        throw unreachable(this.server, this.context, error);
      });
      if (answer && !(passing.has(answer.status) && Date.now() + pause < limit)) return answer;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  private once(method: string, path: string, body: string, type: string, accept: string, limit: number): Promise<Answer> {
    const headers = {
      ...(this.options.headers as Record<string, string> | undefined),
      accept,
      ...(body ? { "content-type": type, "content-length": `${Buffer.byteLength(body)}` } : {}),
    };
    const send = this.server.startsWith("http://") ? plainRequest : secureRequest;
    return new Promise((resolve, reject) => {
      const sent = send(`${this.server}${path}`, { ...this.options, method, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString("utf8") }),
        );
      });
      sent.setTimeout(Math.max(1, limit - Date.now()), () =>
        sent.destroy(Object.assign(new Error(`no answer within ${this.patience / 1000} s`), { code: "ETIMEDOUT" })),
      );
      sent.on("error", reject);
      sent.end(body);
    });
  }
}

function load(file: string | undefined): KubeConfig {
  const config = new KubeConfig();
  try {
    if (file === undefined) config.loadFromDefault();
    else config.loadFromFile(file);
  } catch (error) {
    throw unusable(nameOf(file), error);
  }
  return config;
}

function choose(config: KubeConfig, context: string, file: string | undefined): void {
  const names = config.getContexts().map(({ name }) => name);
  if (!names.includes(context)) {
    throw new Refusal(nameOf(file), [
      {
        where: "context",
        value: context,
        allowed: names.join(", ") || "a context of the file, which has none",
        fix: "name one of these with --context",
      },
    ]);
  }
  config.setCurrentContext(context);
}

function noCluster(config: KubeConfig, file: string | undefined): Refusal {
  const names = config.getContexts().map(({ name }) => name);
  return new Refusal(nameOf(file), [
    {
      where: "current-context",
      value: config.getCurrentContext(),
      allowed: names.length > 0 ? `one of ${names.join(", ")}` : "a context of the file, which has none",
      fix: "name one with --context, or point KUBECONFIG to the cluster's file (k3s writes /etc/rancher/k3s/k3s.yaml)",
    },
  ]);
}

function unusable(file: string, error: unknown): Refusal {
  return new Refusal(file, [
    {
      where: "",
      value: error instanceof Error ? error.message : String(error),
      allowed: "a kubeconfig that kubectl can use",
      fix: "try `kubectl get nodes` with the same file; k3s writes one to /etc/rancher/k3s/k3s.yaml",
    },
  ]);
}

function nameOf(file: string | undefined): string {
  return file ?? process.env.KUBECONFIG ?? "~/.kube/config";
}

function accepted(answer: Answer, verb: "read" | "write", path: string): Answer {
  if (answer.status >= 300) throw refusalOf(answer, verb, path);
  return answer;
}
