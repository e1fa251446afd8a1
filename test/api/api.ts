import { Agent, request } from "node:https";

/** What the API server said to one request. */
export interface Answer {
  readonly code: number;
  readonly body: unknown;
  /** The texts of its Warning headers. */
  readonly warnings: readonly string[];
}

export interface ListedObject {
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** The API server's own protocol, for what a test must see without a program in between. */
export class Api {
  private readonly agent: Agent;

  constructor(
    private readonly server: string,
    certificate: Buffer,
    private readonly token: string,
  ) {
    this.agent = new Agent({ ca: certificate, keepAlive: true, maxSockets: 8 });
  }

  close(): void {
    this.agent.destroy();
  }

  async answers(path: string): Promise<boolean> {
    return this.send("GET", path).then(
      ({ code }) => code === 200,
      () => false,
    );
  }

  async get<T>(path: string): Promise<T | undefined> {
    const answer = await this.send("GET", path);
    return answer.code === 404 ? undefined : (accepted(answer, path) as T);
  }

  async list<T>(path: string): Promise<T[]> {
    return (accepted(await this.send("GET", path), path) as { items: T[] }).items;
  }

  async create(path: string, object: object): Promise<void> {
    accepted(await this.send("POST", path, object), path);
  }

  async merge(path: string, patch: object): Promise<void> {
    accepted(await this.send("PATCH", path, patch, "application/merge-patch+json"), path);
  }

  /** Removes an object and what it owns; one that is gone already is no fault. */
  async remove(path: string): Promise<void> {
    const answer = await this.send("DELETE", path, { propagationPolicy: "Background" });
    if (answer.code !== 404) accepted(answer, path);
  }

  send(method: string, path: string, body?: object, type = "application/json"): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const text = body ? JSON.stringify(body) : "";
      // Node frames the body of a DELETE by its length only when it is told so.
      const framing = body ? { "content-type": type, "content-length": `${Buffer.byteLength(text)}` } : {};
      const headers = { authorization: `Bearer ${this.token}`, ...framing };
      const sent = request(`${this.server}${path}`, { method, headers, agent: this.agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const answer = Buffer.concat(chunks).toString("utf8");
          const isJson = response.headers["content-type"]?.includes("json") ?? false;
          resolve({
            code: response.statusCode ?? 0,
            body: isJson ? JSON.parse(answer) : answer,
            warnings: warningsOf(response.rawHeaders),
          });
        });
      });
      sent.on("error", reject);
      sent.end(text);
    });
  }
}

/** What an answer says of why it refused. */
export function messageOf({ body }: Answer): string {
  const { message } = body as { message?: string };
  return message ?? JSON.stringify(body);
}

function accepted(answer: Answer, path: string): unknown {
  if (answer.code >= 300) throw new Error(`${path}: ${answer.code} ${messageOf(answer)}`);
  return answer.body;
}

/** `299 - "text"`, one header each. */
function warningsOf(rawHeaders: readonly string[]): string[] {
  return rawHeaders
    .filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === "warning")
    .map((value) => JSON.parse(/^\d+ \S+ (".*")$/.exec(value)?.[1] ?? '""') as string);
}
