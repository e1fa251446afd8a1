import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { invoicesConfig } from "../apps/invoices/samples";
import { type Container, podNamed } from "../support/pods";
import { PostgresServer, postgresPrograms } from "../support/postgres";
import { freePort, Sandbox } from "../support/real";
import { distObjects, stackOf } from "../support/stack";
import { answering } from "./answering";
import { gotenbergPrograms, startGotenberg } from "./gotenberg-here";
import { type Running, startContainer } from "./pod-here";
import { resolvedHere } from "./resolved-here";

const project = join(__dirname, "../..");

export const invoicePrograms = {
  "the judges (JUDGES)": process.env.JUDGES,
  "Node 24 (NODE24_BIN)": process.env.NODE24_BIN,
  ...gotenbergPrograms,
  ...postgresPrograms,
};

/** The program that makes invoices, installed as its image installs it, with the real Gotenberg and the real PostgreSQL. */
export class InvoicesBed {
  readonly box = new Sandbox();
  /** What n8n shows it. */
  readonly token = "invoices-access-token-0123456789abcdef";
  private readonly database = new PostgresServer(this.box);
  private readonly ports = { invoices: 0, gotenberg: 0 };
  private gotenberg: { readonly child: { kill(signal: NodeJS.Signals): boolean } } | undefined;
  private program: Running | undefined;

  constructor(private readonly changes: Partial<typeof invoicesConfig> = {}) {}

  get url(): string {
    return `http://127.0.0.1:${this.ports.invoices}`;
  }

  async open(): Promise<void> {
    this.install();
    await this.database.prepare();
    await this.database.start();
    this.database.ask(`create role invoices login password '${this.secret("invoices-database", "password")}'`);
    this.database.ask("create database invoices owner invoices");
    for (const name of Object.keys(this.ports) as (keyof InvoicesBed["ports"])[]) this.ports[name] = await freePort();
    await this.startGotenberg();
    await this.start();
  }

  /** The program of its pod, until it could make an invoice. */
  async start(): Promise<void> {
    const objects = distObjects(stackOf({ invoices: { ...invoicesConfig, ...this.changes } }));
    const pod = podNamed(objects, "invoices");
    const [container] = pod.spec.containers as [Container];
    this.program = startContainer(this.box, objects, pod, container, {
      secret: this.secret,
      command: [process.env.NODE24_BIN ?? "", this.box.path("app/apps/invoices/main.ts")],
      env: {
        NODE_OPTIONS: `${container.env?.find(({ name }) => name === "NODE_OPTIONS")?.value} ${resolvedHere(this.box, this.database.host)}`,
        PORT: `${this.ports.invoices}`,
        PGPORT: `${this.database.port}`,
        RULES: join(process.env.JUDGES ?? "", "rules"),
        GOTENBERG: `http://127.0.0.1:${this.ports.gotenberg}`,
      },
    });
    await answering("the program of the invoices", `${this.url}/health`, 60, (status) => status === 200).catch((error: Error) => {
      throw new Error(`${error.message}: ${this.program?.said()}`);
    });
  }

  /** As a node without power ends it. */
  async kill(): Promise<void> {
    this.program?.kill();
    await this.program?.ended;
  }

  /** Gotenberg stands still: it takes what it is asked, and answers nothing until it goes on. */
  stopGotenberg(): void {
    this.gotenberg?.child.kill("SIGSTOP");
  }

  continueGotenberg(): void {
    this.gotenberg?.child.kill("SIGCONT");
  }

  order(body: unknown): Promise<Response> {
    return fetch(`${this.url}/invoices`, {
      method: "POST",
      headers: { authorization: `Bearer ${this.token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  }

  /** What it says of a file that came in, at this path below /received. */
  receive(file: Uint8Array, path = ""): Promise<Response> {
    return fetch(`${this.url}/received${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${this.token}`, "content-type": "application/octet-stream" },
      body: new Uint8Array(file),
    });
  }

  /** A document of an invoice, as a file of this name in the sandbox. */
  async fetched(number: string, name: string, as = name): Promise<string> {
    const answer = await fetch(`${this.url}/invoices/${number}/${name}`, { headers: { authorization: `Bearer ${this.token}` } });
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    const content = Buffer.from(await answer.arrayBuffer());
    return this.box.file(as, content);
  }

  /** What a query says to the program's own role; an error as its SQLSTATE. */
  query(sql: string) {
    return this.database.query({ user: "invoices", password: this.secret("invoices-database", "password"), database: "invoices" }, sql);
  }

  async end(): Promise<void> {
    this.continueGotenberg();
    await this.kill();
    await this.database.stop("SIGINT");
    await this.box.end();
  }

  private readonly secret = (name: string, key: string): string => {
    if (name === "invoices-access") return this.token;
    if (key === "ca.crt") return this.database.authority.certificate;
    return `${name}-${key}-0123456789abcdef`.slice(0, 48);
  };

  /** The steps of the image's second part, in its order. */
  private install(): void {
    const dockerfile =
      readFileSync(join(project, "images/apps/Dockerfile"), "utf8")
        .split(/^FROM /m)
        .at(-1) ?? "";
    for (const [, word, words = ""] of dockerfile.matchAll(/^(COPY|RUN) (.*)$/gm)) {
      if (words.startsWith("--from")) continue;
      if (word === "COPY") {
        const [to = "", ...from] = words.split(" ").reverse();
        for (const path of from)
          cpSync(join(project, path), this.box.path("app", to, to.endsWith("/") ? (path.split("/").at(-1) ?? "") : ""), {
            recursive: true,
          });
      } else {
        const done = this.box.run("sh", ["-c", `cd ${this.box.path("app")} && ${words.split(" && ")[0]}`]);
        if (done.code !== 0) throw new Error(`${words}: ${done.stderr}`);
      }
    }
  }

  private async startGotenberg(): Promise<void> {
    this.gotenberg = await startGotenberg(this.box, this.ports.gotenberg);
  }
}
