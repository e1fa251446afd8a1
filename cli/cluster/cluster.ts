import { request as plainRequest } from "node:http";
import { Agent, type RequestOptions, request as secureRequest } from "node:https";
import type { Refusal } from "../../charts/config/refusal";
import { printable } from "../text/printable";
import { type Answer, foreignWords, objectOf } from "./answer";
import { chooseContext, loadKubeconfig, noCluster, requestOptions } from "./kubeconfig";
import { noApiServer, refusalOf, stillThere, unreachable } from "./refusals";

/** Which cluster, and how long to wait for it. */
export interface ClusterOptions {
  /** Default: KUBECONFIG, else the file in the home folder. */
  readonly kubeconfig?: string;
  /** Default: the file's current context. */
  readonly context?: string;
  /**
   * Seconds until an API server that does not answer is given up. Default: 30; one that refuses the connection and has
   * not answered before is given up at once.
   */
  readonly timeout?: number;
}

const passing = new Set([429, 502, 503, 504]);
const broken = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENETUNREACH", "EHOSTUNREACH", "EAI_AGAIN"]);
const pause = 500;
/** Milliseconds that a deleted object may take to be gone. */
const gonePatience = 300_000;
/** Milliseconds for an address where nobody listens; kubectl does not wait there either. */
const firstPatience = 1000;

/** A handshake costs the server more than a list does, so many calls at one time share few connections. */
const connections = { keepAlive: true, maxSockets: 3 };

/**
 * One Kubernetes API server, reached as the kubeconfig says. A server that restarts is waited for; every other fault is
 * a Refusal in the owner's words.
 */
export class Cluster {
  /** Whoever has answered once and refuses now is starting anew. */
  private hasAnswered = false;

  private constructor(
    readonly server: string,
    readonly context: string,
    private readonly options: RequestOptions,
    private readonly patience: number,
    private readonly waitsFromTheBeginning: boolean,
  ) {}

  /** @throws Refusal when there is no usable kubeconfig. */
  static async open({ kubeconfig, context, timeout }: ClusterOptions = {}): Promise<Cluster> {
    const config = loadKubeconfig(kubeconfig);
    if (context !== undefined) chooseContext(config, context, kubeconfig);
    const cluster = config.getCurrentCluster();
    if (!cluster) throw noCluster(config, kubeconfig);
    const options = await requestOptions(config, kubeconfig);
    // A connection for each request would be a TLS handshake for each.
    if (options.agent instanceof Agent && !cluster.proxyUrl) options.agent = new Agent({ ...options.agent.options, ...connections });
    const patience = (timeout ?? 30) * 1000;
    const server = printable(cluster.server.replace(/\/$/, ""));
    return new Cluster(server, printable(config.getCurrentContext()), options, patience, timeout !== undefined);
  }

  /** @throws Refusal when the server cannot be reached or refuses. */
  async get<T>(path: string): Promise<T> {
    return this.read(accepted(await this.send("GET", path), "read", path)) as T;
  }

  /** All objects of a kind, from the server's own memory: one request, however many they are. */
  async list<T>(path: string, query: Readonly<Record<string, string>> = {}): Promise<readonly T[]> {
    const parameters = new URLSearchParams({ resourceVersion: "0", ...query });
    return this.itemsOf(await this.get(`${path}?${parameters}`)) as readonly T[];
  }

  /** Names, labels, annotations and owners of all objects of a kind as they are this moment, without what they hold. */
  async listMetadata<T>(path: string, query: Readonly<Record<string, string>> = {}): Promise<readonly T[]> {
    const accept = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";
    const answer = accepted(await this.send("GET", `${path}?${new URLSearchParams(query)}`, "", "application/json", accept), "read", path);
    return this.itemsOf(this.read(answer)) as readonly T[];
  }

  /**
   * Server-side apply. A field that someone else owns stays theirs.
   * @throws Refusal naming the object and who owns the field.
   */
  async apply<T>(path: string, manager: string, object: object): Promise<T> {
    return this.read(accepted(await this.applied(path, { fieldManager: manager }, object), "write", path)) as T;
  }

  /**
   * Changes some fields of an object that is there; null takes one away.
   * @throws Refusal when the server refuses, or there is no such object.
   */
  async change(path: string, manager: string, fields: object): Promise<void> {
    const query = new URLSearchParams({ fieldManager: manager, fieldValidation: "Strict" });
    accepted(await this.send("PATCH", `${path}?${query}`, JSON.stringify(fields), "application/merge-patch+json"), "write", path);
  }

  /** The object, or undefined where there is none. */
  async find<T>(path: string): Promise<T | undefined> {
    const answer = await this.send("GET", path);
    return answer.status === 404 ? undefined : (this.read(accepted(answer, "read", path)) as T);
  }

  /**
   * Deletes an object with all that it owns, and ends when they are gone; one that is not there is gone already.
   * @throws Refusal when it is still there after five minutes, as where its machine is away.
   */
  async remove(path: string): Promise<void> {
    const answer = await this.send("DELETE", `${path}?propagationPolicy=Foreground`);
    if (answer.status !== 404) accepted(answer, "write", path);
    const limit = Date.now() + gonePatience;
    while (await this.find(path)) {
      if (Date.now() > limit) throw stillThere(path);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  /** What the server would say against applying this; undefined where it would take it. Nothing is kept. */
  async objection(path: string, manager: string, object: object): Promise<Refusal | undefined> {
    const answer = await this.applied(path, { fieldManager: manager, dryRun: "All" }, object);
    return answer.status >= 300 ? refusalOf(answer, "write", path) : undefined;
  }

  private read(answer: Answer): object {
    const object = objectOf(answer);
    if (!object) throw noApiServer(this.server, this.context, "a server that answers with broken JSON");
    return object;
  }

  private itemsOf(list: { readonly items?: unknown }): readonly unknown[] {
    const { items } = list;
    // An empty list of a kind that was never there has null in place of its items.
    if (items === null) return [];
    const areObjects = Array.isArray(items) && items.every((item) => typeof item?.metadata === "object");
    if (!areObjects) throw noApiServer(this.server, this.context, "a server that answers with JSON that is no list of objects");
    return items;
  }

  private applied(path: string, query: Readonly<Record<string, string>>, object: object): Promise<Answer> {
    const parameters = new URLSearchParams({ ...query, fieldValidation: "Strict" });
    return this.send("PATCH", `${path}?${parameters}`, JSON.stringify(object), "application/apply-patch+yaml");
  }

  /** One request, tried again for as long as the server is away. */
  async send(method: string, path: string, body = "", type = "application/json", accept = "application/json"): Promise<Answer> {
    const begun = Date.now();
    const limit = begun + this.patience;
    for (;;) {
      const answer = await this.once(method, path, body, type, accept, limit).catch((error: NodeJS.ErrnoException) => {
        const code = error.code ?? "";
        const until = code === "ECONNREFUSED" && !this.hasAnswered && !this.waitsFromTheBeginning ? begun + firstPatience : limit;
        if (Date.now() + pause < until && broken.has(code)) return undefined;
        throw unreachable(this.server, this.context, error);
      });
      this.hasAnswered ||= answer !== undefined;
      if (answer && !(passing.has(answer.status) && Date.now() + pause < limit)) {
        const foreign = foreignWords(answer);
        if (foreign) throw noApiServer(this.server, this.context, foreign);
        return answer;
      }
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
    return new Promise<Answer>((resolve, reject) => {
      const sent = send(`${this.server}${path}`, { ...this.options, method, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString("utf8") }),
        );
      });
      // For the whole answer: the request's own limit begins anew with each byte that comes.
      const deadline = setTimeout(
        () => {
          reject(Object.assign(new Error(`no answer within ${this.patience / 1000} s`), { code: "ETIMEDOUT" }));
          sent.destroy();
        },
        Math.max(1, limit - Date.now()),
      );
      sent.on("error", reject);
      sent.on("close", () => clearTimeout(deadline));
      sent.end(body);
    });
  }
}

function accepted(answer: Answer, verb: "read" | "write", path: string): Answer {
  if (answer.status >= 300) throw refusalOf(answer, verb, path);
  return answer;
}
