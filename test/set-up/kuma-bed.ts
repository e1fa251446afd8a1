import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Stack } from "../../charts/model/stack";
import { type Container, podNamed } from "../support/pods";
import { freePort, Sandbox } from "../support/real";
import { distObjects, stackOf } from "../support/stack";
import { type Ended, type Running, startContainer } from "./pod-here";

/** KUMA_ROOT names the folder of a real Uptime Kuma; no registry has it, so without it a stand-in takes its place. */
export const realKuma = process.env.KUMA_ROOT;
export const kumaApp = realKuma || join(__dirname, "stand-ins/uptime-kuma");
if (!realKuma) process.stderr.write("Uptime Kuma itself: left out, KUMA_ROOT names no folder; a stand-in refuses what it refuses\n");

const { io } = createRequire(join(kumaApp, "package.json"))("socket.io-client") as typeof import("socket.io-client");

// biome-ignore lint/suspicious/noExplicitAny: what Uptime Kuma answers has no type but its own
export type Answer = any;

/** Uptime Kuma as its pod runs it, with the programs of ours that make its administrator and fill it. */
export class KumaBed {
  readonly box = new Sandbox();
  readonly stack: Stack;
  private readonly objects;
  private port = 0;
  private session: string | undefined;
  private server: ChildProcess | undefined;

  constructor(stack: Stack = stackOf({ timeZone: "Europe/Berlin" })) {
    this.stack = stack;
    this.objects = distObjects(stack);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  readonly secret = (name: string, key: string): string => (key === "username" ? "owner" : `${name}-${key}-0123456789`.slice(0, 32));

  /** The program that runs before Uptime Kuma itself. */
  startClaim(): Running {
    const pod = podNamed(this.objects, "uptime-kuma");
    const claim = pod.spec.initContainers?.find(({ name }) => name === "claim") as Container;
    return startContainer(this.box, this.objects, pod, claim, {
      secret: this.secret,
      folders: { "/app/data": this.data },
      env: { ...this.common, UPTIME_KUMA_PORT: `${this.port}` },
    });
  }

  startFilling(
    changes: { stack?: Stack; content?: (content: Answer) => void; env?: Record<string, string>; secret?: KumaBed["secret"] } = {},
  ): Running {
    const objects = changes.stack ? distObjects(changes.stack) : this.objects;
    const pod = podNamed(objects, "uptime-kuma-set-up");
    const map = objects.find(({ object }) => object.kind === "ConfigMap" && object.metadata.name === "uptime-kuma-set-up-content");
    const content = JSON.parse((map as Answer).object.data["uptime-kuma.json"]);
    changes.content?.(content);
    return startContainer(this.box, objects, pod, pod.spec.containers[0] as Container, {
      secret: changes.secret ?? this.secret,
      files: {
        "/content/uptime-kuma.json": JSON.stringify(content).replaceAll(
          '"/secrets/',
          `"${this.box.path(pod.name, "uptime-kuma-set-up")}/secrets/`,
        ),
      },
      env: {
        ...this.common,
        KUMA_URL: this.url,
        LAST_WORDS: this.lastWords,
        ...changes.env,
      },
    });
  }

  fill(changes: Parameters<KumaBed["startFilling"]>[0] = {}): Promise<Ended> {
    return this.startFilling(changes).ended;
  }

  /** Claims it and starts it, as a pod does. */
  async open(): Promise<void> {
    this.port ||= await freePort();
    const { code, said } = await this.startClaim().ended;
    if (code !== 0) throw new Error(said);
    await this.start();
  }

  async choosePort(): Promise<void> {
    this.port = await freePort();
  }

  async start(): Promise<void> {
    this.server = spawn(process.execPath, ["server/server.js"], {
      cwd: kumaApp,
      env: { PATH: process.env.PATH ?? "", ...this.main, UPTIME_KUMA_HOST: "127.0.0.1", NODE_EXTRA_CA_CERTS: this.box.path("ca.crt") },
      stdio: "ignore",
    });
    await this.answering();
  }

  async stop(): Promise<void> {
    const { server } = this;
    if (!server || server.exitCode !== null) return;
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill();
    await ended;
    this.server = undefined;
  }

  async end(): Promise<void> {
    await this.stop();
    await this.box.end();
  }

  /** One that is logged in, as the owner in his browser. */
  async asOwner<T>(
    work: (ask: (event: string, ...words: unknown[]) => Promise<Answer>, lists: Record<string, Answer>) => Promise<T>,
  ): Promise<T> {
    return this.connected(async (ask, lists) => {
      // It takes twenty logins a minute, and any number of these.
      const answer = this.session
        ? await ask("loginByToken", this.session)
        : await ask("login", { username: "owner", password: this.secret("uptime-kuma-login", "password"), token: "" });
      if (!answer.ok) throw new Error(`the owner cannot log in: ${JSON.stringify(answer)}`);
      this.session ??= answer.token;
      return work(ask, lists);
    });
  }

  async connected<T>(
    work: (ask: (event: string, ...words: unknown[]) => Promise<Answer>, lists: Record<string, Answer>) => Promise<T>,
  ): Promise<T> {
    const socket = io(this.url, { transports: ["websocket"], reconnection: false });
    const lists: Record<string, Answer> = {};
    socket.onAny((event: string, content: unknown) => {
      lists[event] = content;
    });
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once("loginRequired", () => resolve());
        socket.once("connect_error", reject);
      });
      return await work((event, ...words) => socket.timeout(30_000).emitWithAck(event, ...words), lists);
    } finally {
      socket.close();
    }
  }

  /** All that it knows, as it tells its owner; numbers that count up by themselves left out. */
  look(): Promise<{ monitors: Answer[]; notifications: Answer[]; pages: Answer; maintenance: Answer[]; settings: Answer }> {
    return this.asOwner(async (ask, lists) => {
      const { data: settings } = await ask("getSettings");
      const page = await this.page();
      const maintenance = await Promise.all(
        Object.values(lists.maintenanceList ?? {}).map(async (each: Answer) => ({
          ...each,
          monitors: (await ask("getMonitorMaintenance", each.id)).monitors.map(({ id }: Answer) => id),
        })),
      );
      return {
        monitors: Object.values(lists.monitorList),
        notifications: lists.notificationList,
        pages: page,
        maintenance,
        settings,
      };
    });
  }

  /** What strangers see of the status page; undefined while there is none. */
  async page(): Promise<Answer> {
    const answer = await fetch(`${this.url}/api/status-page/status`);
    return answer.ok ? answer.json() : undefined;
  }

  /** What Kubernetes keeps of a run that failed. */
  get lastWords(): string {
    return this.box.file("last-words", "");
  }

  private get data(): string {
    return this.box.folder("data");
  }

  private get common(): Record<string, string> {
    return { KUMA_APP: kumaApp, PATIENCE_SECONDS: "60", NODE_EXTRA_CA_CERTS: "" };
  }

  private get main(): Record<string, string> {
    return { UPTIME_KUMA_DB_TYPE: "sqlite", UPTIME_KUMA_PORT: `${this.port}`, DATA_DIR: `${this.data}/` };
  }

  private async answering(): Promise<void> {
    for (let left = 600; left > 0; left -= 1) {
      const body = await fetch(`${this.url}/api/entry-page`).then(
        (answer) => answer.text(),
        () => "",
      );
      if (body.includes("entryPage")) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error("Uptime Kuma does not answer");
  }
}
