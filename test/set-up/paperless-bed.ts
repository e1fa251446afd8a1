import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { Stack } from "../../charts/model/stack";
import { type Container, podNamed } from "../support/pods";
import { freePort, Sandbox } from "../support/real";
import { type DistObject, distObjects, stackOf } from "../support/stack";
import { answering } from "./answering";
import { type Ended, type Running, startContainer } from "./pod-here";

/**
 * PAPERLESS_ROOT names a folder whose start.sh runs a real Paperless in the foreground: port, then folder for its data. No
 * registry has it, so without it a stand-in takes its place.
 */
export const realPaperless = process.env.PAPERLESS_ROOT;
if (!realPaperless)
  process.stderr.write("Paperless itself: left out, PAPERLESS_ROOT names no folder; a stand-in refuses what it refuses\n");

// biome-ignore lint/suspicious/noExplicitAny: what Paperless answers has no type but its own
export type Answer = any;

/** Paperless with its first administrator, as its pod makes it, and what fills it. */
export class PaperlessBed {
  readonly box = new Sandbox();
  private readonly objects: readonly DistObject[];
  private port = 0;
  private server: ChildProcess | undefined;

  constructor(stack: Stack = stackOf()) {
    this.objects = distObjects(stack);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  readonly secret = (name: string, key: string): string => {
    if (name.endsWith("-paperless") && key === "username") return name.replace(/-paperless$/, "");
    return key === "username" ? (name.endsWith("-owner") ? "x7owner" : "x7set-up") : `${name}/${key}/Passw0rd`;
  };

  async start(): Promise<void> {
    this.port ||= await freePort();
    const [program, ...words] = realPaperless
      ? [join(realPaperless, "start.sh")]
      : [process.execPath, join(__dirname, "stand-ins/paperless/server.js")];
    this.server = spawn(program as string, [...words, `${this.port}`, this.box.folder("data")], {
      env: {
        PATH: process.env.PATH ?? "",
        HOME: this.box.root,
        PAPERLESS_ADMIN_USER: this.secret("paperless-business-login", "username"),
        PAPERLESS_ADMIN_PASSWORD: this.secret("paperless-business-login", "password"),
        // Its own is five a minute, which the test of the token meets by itself.
        PAPERLESS_TOKEN_THROTTLE_RATE: "1000/min",
      },
      stdio: "ignore",
    });
    await answering("Paperless", `${this.url}/api/`, 180, (status) => status > 0 && status < 500);
  }

  async stop(): Promise<void> {
    const { server } = this;
    if (!server || server.exitCode !== null) return;
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill();
    await ended;
  }

  async end(): Promise<void> {
    await this.stop();
    await this.box.end();
  }

  startFilling(
    changes: { content?: (content: Answer) => void; env?: Record<string, string>; secret?: PaperlessBed["secret"] } = {},
  ): Running {
    const pod = podNamed(this.objects, "paperless-business-set-up");
    const main = pod.spec.containers[0] as Container;
    const map = this.objects.find(
      ({ object }) => object.metadata.name === "paperless-business-set-up-content" && object.kind === "ConfigMap",
    );
    const content = JSON.parse((map as Answer).object.data["paperless.json"]);
    changes.content?.(content);
    return startContainer(this.box, this.objects, pod, main, {
      secret: changes.secret ?? this.secret,
      files: {
        "/content/paperless.json": JSON.stringify(content).replaceAll('"/secrets/', `"${this.box.path(pod.name, main.name)}/secrets/`),
      },
      env: { ARCHIVE_URL: this.url, PATIENCE_SECONDS: "60", LAST_WORDS: this.lastWords, ...changes.env },
    });
  }

  fill(changes: Parameters<PaperlessBed["startFilling"]>[0] = {}): Promise<Ended> {
    return this.startFilling(changes).ended;
  }

  /** What runs before paperless-gpt; the folder for its token is the pod's. */
  takeToken(env: Record<string, string> = {}): Running {
    const pod = podNamed(this.objects, "paperless-gpt");
    const wait = pod.spec.initContainers?.find(({ name }) => name.startsWith("wait-for-")) as Container;
    return startContainer(this.box, this.objects, pod, wait, {
      secret: this.secret,
      folders: { "/token": this.box.folder("token") },
      env: { ARCHIVE_URL: this.url, PATIENCE_SECONDS: "20", ...env },
    });
  }

  get lastWords(): string {
    return this.box.file("last-words", "");
  }

  /** One request as an account, or as whoever has a token. */
  async ask(
    as: { readonly user: string; readonly password: string } | { readonly token: string },
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: Answer }> {
    const authorization = "token" in as ? `Token ${as.token}` : `Basic ${Buffer.from(`${as.user}:${as.password}`).toString("base64")}`;
    const answer = await fetch(`${this.url}/api/${path}`, {
      method,
      headers: { authorization, accept: "application/json; version=10", ...(body ? { "content-type": "application/json" } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    return { status: answer.status, body: text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : text };
  }

  get administrator(): { readonly user: string; readonly password: string } {
    return this.login("paperless-business-login");
  }

  get owner(): { readonly user: string; readonly password: string } {
    return this.login("paperless-business-owner");
  }

  login(credential: string): { readonly user: string; readonly password: string } {
    return { user: this.secret(credential, "username"), password: this.secret(credential, "password") };
  }

  asAdministrator(method: string, path: string, body?: unknown): Promise<{ status: number; body: Answer }> {
    return this.ask(this.administrator, method, path, body);
  }

  /** All that a set-up could change, as the administrator sees it. */
  async state(): Promise<Answer> {
    const kinds = ["users", "groups", "tags", "document_types", "storage_paths", "custom_fields", "correspondents", "workflows"];
    const all = await Promise.all(
      kinds.map(
        async (kind) => [kind, (await this.asAdministrator("GET", `${kind}/?page_size=1000&full_perms=true`)).body.results] as const,
      ),
    );
    return JSON.parse(JSON.stringify(Object.fromEntries(all), (key, value) => (key === "last_login" ? undefined : value)));
  }
}
