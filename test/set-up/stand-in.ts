import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { freePort, type Sandbox } from "../support/real";
import { answering } from "./answering";

/** A stand-in of a program, with what it kept before. */
export class StandIn {
  private port = 0;
  private file = "";
  private program: { readonly child: { kill(signal: NodeJS.Signals): boolean } } | undefined;

  constructor(
    private readonly name: string,
    private readonly health: string,
    private readonly env: Readonly<Record<string, string>> = {},
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  // biome-ignore lint/suspicious/noExplicitAny: each has a shape of its own
  get kept(): any {
    return JSON.parse(readFileSync(this.file, "utf8"));
  }

  async start(box: Sandbox, kept: unknown): Promise<void> {
    this.port = await freePort();
    this.file = box.file(`${this.name}/stand-in.json`, JSON.stringify(kept));
    await this.again(box);
  }

  /** It answers again, with all that it kept and, until the next time, with these settings too. */
  async again(box: Sandbox, env: Readonly<Record<string, string>> = {}): Promise<void> {
    if (this.program) await this.stop();
    const words = [join(__dirname, "stand-ins", this.name, "server.js"), `${this.port}`, dirname(this.file)];
    this.program = box.start(process.execPath, words, { ...this.env, ...env });
    await answering(this.name, `${this.url}${this.health}`, 30, (status) => status === 200);
  }

  async stop(): Promise<void> {
    this.program?.child.kill("SIGKILL");
    this.program = undefined;
    await answering(`the end of ${this.name}`, `${this.url}${this.health}`, 10, (status) => status === 0);
  }
}
