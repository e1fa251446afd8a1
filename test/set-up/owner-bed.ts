import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Container, podNamed } from "../support/pods";
import { freePort, Sandbox } from "../support/real";
import { distObjects, stackOf } from "../support/stack";
import { answering } from "./answering";
import { type Ended, type Running, startContainer } from "./pod-here";

/** A program whose first visitor would own it, and what makes its owner before anybody else can. */
export interface Owned {
  readonly name: string;
  /** Its set-up's pod and container. */
  readonly setUp: string;
  /** The variable that tells the set-up where it answers, and the path behind host and port. */
  readonly at: { readonly variable: string; readonly path: string };
  /** The path that answers when it is up. */
  readonly health: string;
  /** A folder whose start.sh runs the real one in the foreground: port, then folder for its data. */
  readonly root: string | undefined;
  /** The only port at which the real one works. */
  readonly realPort?: number;
}

export class OwnerBed {
  readonly box = new Sandbox();
  private readonly objects = distObjects(stackOf());
  private port = 0;
  private server: ChildProcess | undefined;

  constructor(
    private readonly of: Owned,
    readonly secret: (name: string, key: string) => string,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** With an empty database, at the first start. */
  async start(env: Readonly<Record<string, string>> = {}): Promise<void> {
    const { root, name, realPort, health } = this.of;
    this.port ||= (root ? realPort : undefined) ?? (await freePort());
    const [program, ...words] = root ? [join(root, "start.sh")] : [process.execPath, join(__dirname, "stand-ins", name, "server.js")];
    this.server = spawn(program as string, [...words, `${this.port}`, this.box.folder("data")], {
      env: { PATH: process.env.PATH ?? "", HOME: this.box.root, MASTER_KEY: this.secret("opensign-master", "key"), ...env },
      stdio: "ignore",
    });
    await answering(name, `${this.url}${health}`, 120, (status) => status === 200);
  }

  async end(): Promise<void> {
    const { server } = this;
    if (server && server.exitCode === null) {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill();
      await ended;
    }
    await this.box.end();
  }

  startSetUp(env: Readonly<Record<string, string>> = {}, secret = this.secret): Running {
    const { setUp, at } = this.of;
    const pod = podNamed(this.objects, setUp);
    return startContainer(this.box, this.objects, pod, pod.spec.containers[0] as Container, {
      secret,
      env: {
        [at.variable]: `${this.url}${at.path}`,
        PATIENCE_SECONDS: this.of.root ? "180" : "20",
        LAST_WORDS: this.box.file("last-words", ""),
        ...env,
      },
    });
  }

  setUp(env: Readonly<Record<string, string>> = {}, secret = this.secret): Promise<Ended> {
    return this.startSetUp(env, secret).ended;
  }

  get wordsLeft(): string {
    return readFileSync(this.box.path("last-words"), "utf8");
  }
}
