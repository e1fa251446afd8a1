import { chmodSync, mkdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Stack } from "../../charts/model/stack";
import { endpoints } from "../../charts/services/endpoints";
import { bcryptHash } from "../../cli/secrets/hashes";
import { eventually } from "../api/eventually";
import { MailProvider, providerHost } from "../images/mail-provider";
import type { Authority } from "../support/authority";
import { type Container, podNamed } from "../support/pods";
import { PostgresServer } from "../support/postgres";
import { freePort, Sandbox } from "../support/real";
import { SmtpSink } from "../support/smtp-sink";
import { type DistObject, distObjects, shippedConfig, stackOf } from "../support/stack";
import { type Ended, type Running, startContainer } from "./pod-here";
import { resolvedHere } from "./resolved-here";

// biome-ignore lint/suspicious/noExplicitAny: what n8n answers has no type but its own
export type Answer = any;

/** What a test changes of what n8n is given. */
export interface Changed {
  readonly stack?: Stack;
  readonly workflow?: (workflow: Answer) => void;
  readonly content?: (content: Answer) => void;
  readonly secret?: N8nBed["secret"];
  readonly env?: Readonly<Record<string, string>>;
}

/** A real n8n on a real PostgreSQL, entered and started as its pod does it. */
export class N8nBed {
  readonly box = new Sandbox();
  readonly mails: SmtpSink;
  /** What Telegram and Slack were sent. */
  readonly told: { readonly to: string; readonly body: Answer }[] = [];
  /** What Slack answers. */
  slackSays: Answer = { ok: true };
  private readonly database: PostgresServer;
  /** Where the workflows find Paperless, and what makes invoices. */
  archiveUrl = "http://127.0.0.1:9";
  invoicesUrl = "http://127.0.0.1:9";
  /** Addresses in the workflows, and those that stand here for them. */
  readonly addresses = new Map<string, string>();
  /** Where the provider of the mailbox for invoices answers on this machine. Default: there is none. */
  inboxPort: number | undefined;
  private readonly stack: Stack;
  private readonly messengers: Server;
  private readonly ports = { n8n: 0, broker: 0, mail: 0 };
  private server: Running | undefined;
  private hash = "";

  constructor(
    private readonly program: string,
    changes: Parameters<typeof stackOf>[0] = {},
  ) {
    this.stack = stackOf({
      notifications: { telegram: { chat: "-1001234567" }, slack: { channel: "C0123456789" } },
      openai: { ...shippedConfig.openai, agreement: "2026-11-28", euroPerMillionTokens: 2.5 },
      ...changes,
    });
    this.database = new PostgresServer(this.box);
    const { certificate, key } = this.database.authority.leaf("localhost");
    this.mails = new SmtpSink({ certificate, key }, { user: "mailer@example.com", password: this.secret("mail-account", "password") });
    this.messengers = createServer((request, response) => {
      let text = "";
      request.on("data", (part) => (text += part));
      request.on("end", () => {
        const to = request.url?.startsWith("/slack") ? "slack" : "telegram";
        this.told.push({ to, body: { ...JSON.parse(text), path: request.url, authorization: request.headers.authorization } });
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify(to === "slack" ? this.slackSays : { ok: true, result: { message_id: 1 } }));
      });
    });
  }

  readonly secret = (name: string, key: string): string => {
    if (key === "password-hash") return this.hash;
    if (key === "bearer") return `Bearer ${this.secret(name, "token")}`;
    if (key === "sign-in") return `{"body":{"password":"${this.secret(name, "password")}"}}`;
    if (key === "ca.crt") return this.database.authority.certificate;
    if (name === "invoice-inbox") return MailProvider.password;
    if (name === "n8n-paperless" && key === "username") return "n8n";
    if (name === "alarm-telegram") return "123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    return `${name}-${key}-0123456789abcdef`.slice(0, 48);
  };

  get authority(): Authority {
    return this.database.authority;
  }

  get url(): string {
    return `http://127.0.0.1:${this.ports.n8n}`;
  }

  get lastWords(): string {
    return this.box.path("last-words");
  }

  async open(): Promise<void> {
    this.hash = await bcryptHash(this.secret("n8n-owner", "password"));
    await this.database.prepare();
    await this.database.start();
    this.database.ask(`create role n8n login password '${this.secret("n8n-database", "password")}'`);
    this.database.ask("create database n8n owner n8n");
    for (const name of Object.keys(this.ports) as (keyof N8nBed["ports"])[]) this.ports[name] = await freePort();
    await this.mails.listen(this.ports.mail);
    await new Promise<void>((resolve) => this.messengers.listen(0, "127.0.0.1", resolve));
    this.box.file("bin/n8n", `#!/bin/sh\nexec ${process.env.NODE24_BIN} ${this.program} "$@"\n`);
    chmodSync(this.box.path("bin/n8n"), 0o755);
    mkdirSync(this.box.path("home/.n8n"), { recursive: true });
    this.box.file("last-words", "");
  }

  startEntering(changed: Changed = {}): Running {
    return this.container("n8n", "enter", changed);
  }

  enter(changed: Changed = {}): Promise<Ended> {
    return this.startEntering(changed).ended;
  }

  look(changed: Changed = {}): Promise<Ended> {
    return this.container("n8n-set-up", "n8n-set-up", changed).ended;
  }

  /** Entered, started, and looked at: all of it runs as declared. */
  async run(): Promise<void> {
    const entered = await this.enter();
    if (entered.code !== 0) throw new Error(entered.said);
    await this.start();
    const looked = await this.look();
    if (looked.code !== 0) throw new Error(looked.said);
  }

  /** The n8n of its pod, until it answers. */
  async start(): Promise<void> {
    this.server = this.container("n8n", "n8n", {}, [this.box.path("bin/n8n"), "start"]);
    let ended = false;
    void this.server.ended.then(() => (ended = true));
    for (let left = 600; left > 0 && !ended; left -= 1) {
      const ready = await fetch(`${this.url}/healthz/readiness`).then(
        ({ status }) => status === 200,
        () => false,
      );
      if (ready) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error(`n8n does not answer: ${this.server.said().slice(-2000)}`);
  }

  async stop(): Promise<void> {
    this.server?.kill();
    await this.server?.ended;
    this.server = undefined;
  }

  async end(): Promise<void> {
    await this.stop();
    await this.mails.close();
    await new Promise((resolve) => this.messengers.close(resolve));
    await this.database.stop("SIGINT");
    await this.box.end();
  }

  /** A folder with a kubectl whose exec runs its words here, as n8n's container would. */
  async kubectl(): Promise<string> {
    const env = this.box.path("n8n-env");
    await this.container("n8n", "n8n", {}, ["sh", "-c", `export -p >${env}`]).ended;
    this.box.file(
      "bin/kubectl",
      `#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done\nshift\nexec env -i sh -c '. ${env}; PATH=${this.box.path("bin")}:$PATH; exec "$@"' sh "$@"\n`,
    );
    chmodSync(this.box.path("bin/kubectl"), 0o755);
    return this.box.path("bin");
  }

  /** What a browser shows at a form, when the owner has filled in both. */
  get formsLogin(): string {
    const [name, password] = ["username", "password"].map((key) => this.secret("n8n-forms", key));
    return `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;
  }

  /** The mail after so many, once it has come. */
  async mailAfter(count: number): Promise<string> {
    await eventually("a mail", 90, async () => (this.mails.mails.length > count ? [] : ["none"]));
    return this.mails.mails[count] ?? "";
  }

  /** What a webhook answers to a program that shows this. */
  async hook(path: string, body: unknown, bearer: string): Promise<{ readonly status: number; readonly text: string }> {
    const response = await fetch(`${this.url}/webhook/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: bearer },
      body: JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  }

  /** The same, where the answer may be JSON. */
  async said(path: string, body: unknown, bearer: string): Promise<{ readonly status: number; readonly said: Answer }> {
    const { status, text } = await this.hook(path, body, bearer);
    return { status, said: text.startsWith("{") ? JSON.parse(text) : text };
  }

  /** An alarm, as Uptime Kuma or Netdata tells it; the answer's status and text. */
  async alarm(body: unknown, bearer = this.secret("alarm-webhook", "bearer")): Promise<string> {
    const { status, text } = await this.hook("mk360-alarm", body, bearer);
    return `${status} ${text}`;
  }

  /** Waits until no workflow is at work: what one remembers for the next, n8n keeps at its end. */
  async settled(): Promise<void> {
    await eventually("no workflow is at work", 60, async () =>
      this.ask("select count(*) from execution_entity where status in ('new', 'running')") === "0" ? [] : ["one is"],
    );
  }

  /** The owner in his browser. */
  async asOwner(method: string, path: string, body?: unknown): Promise<Answer> {
    const login = await fetch(`${this.url}/rest/login`, {
      method: "POST",
      headers: { "content-type": "application/json", "browser-id": "his" },
      body: JSON.stringify({ emailOrLdapLoginId: this.stack.config.contact, password: this.secret("n8n-owner", "password") }),
    });
    const cookie = login.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { "content-type": "application/json", "browser-id": "his", cookie },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text).data;
  }

  ask(sql: string): string {
    return this.database.ask(sql, "n8n");
  }

  private container(of: string, name: string, changed: Changed, command?: readonly string[]): Running {
    const objects = distObjects(changed.stack ?? this.stack);
    const pod = podNamed(objects, of);
    const found = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].find((each) => each.name === name) as Container;
    const here = this.box.path(pod.name, name);
    return startContainer(this.box, objects, pod, found, {
      ...(command ? { command } : {}),
      secret: changed.secret ?? this.secret,
      folders: { "/home/node/.n8n": this.box.path("home/.n8n") },
      files: this.filesFor(objects, name === "n8n-set-up" ? name : `${of}-${name}`, here, changed),
      env: {
        HOME: this.box.path("home"),
        N8N_USER_FOLDER: this.box.path("home"),
        N8N: this.box.path("bin/n8n"),
        N8N_PORT: `${this.ports.n8n}`,
        N8N_LISTEN_ADDRESS: "127.0.0.1",
        N8N_RUNNERS_BROKER_PORT: `${this.ports.broker}`,
        N8N_URL: this.url,
        N8N_SECURE_COOKIE: "false",
        DB_POSTGRESDB_HOST: "127.0.0.1",
        DB_POSTGRESDB_PORT: `${this.database.port}`,
        // Its certificate has the name that it has in the cluster.
        DB_POSTGRESDB_SSL_REJECT_UNAUTHORIZED: "false",
        NODE_EXTRA_CA_CERTS: this.box.path("internal-ca/ca.crt"),
        ...(this.inboxPort === undefined ? {} : { NODE_OPTIONS: resolvedHere(this.box, providerHost) }),
        LAST_WORDS: this.lastWords,
        PATIENCE_SECONDS: "60",
        ...changed.env,
      },
    });
  }

  /** What n8n is given, with the addresses that stand here for those of the world. */
  private filesFor(objects: readonly DistObject[], owner: string, here: string, changed: Changed): Record<string, string> {
    const { port } = this.messengers.address() as AddressInfo;
    const files: Record<string, string> = {};
    const maps = objects.filter(({ object }) => object.kind === "ConfigMap") as unknown as { object: Answer }[];
    const dataOf = (end: string): Record<string, string> =>
      maps.find(({ object }) => object.metadata.name === `${owner}-${end}`)?.object.data ?? {};
    for (const [file, text] of workflowsOf(maps, owner)) {
      const workflow = JSON.parse(
        [...this.addresses]
          .reduce((told, [of, here]) => told.replaceAll(of, here), text)
          .replaceAll("https://slack.com/api/chat.postMessage", `http://127.0.0.1:${port}/slack`)
          .replaceAll(`http://${endpoints.paperlessBusiness.address}`, this.archiveUrl)
          .replaceAll(`http://127.0.0.1:${endpoints.n8n.number}`, this.url)
          .replaceAll(`http://${endpoints.invoices.address}`, this.invoicesUrl),
      );
      for (const { type, parameters } of workflow.nodes)
        if (type === "n8n-nodes-base.emailReadImap") parameters.options.forceReconnect = 0.1;
        else if (type === "n8n-nodes-base.wait")
          Object.assign(parameters, { amount: parameters.unit === "seconds" ? 1 : 4, unit: "seconds" });
      changed.workflow?.(workflow);
      files[file] = JSON.stringify(workflow);
    }
    const { "n8n.json": text } = dataOf("content");
    if (text === undefined) return files;
    const content = JSON.parse(text);
    for (const { id, fields } of content.credentials) {
      if (!fields) continue;
      if (id === "mk360-telegram") fields.baseUrl = `http://127.0.0.1:${port}`;
      if (id === "mk360-inbox" && this.inboxPort !== undefined) fields.port = this.inboxPort;
      if (id === "mk360-mail") Object.assign(fields, { host: "localhost", port: this.ports.mail });
    }
    changed.content?.(content);
    files["/content/n8n.json"] = JSON.stringify(content)
      .replaceAll('"/secrets/', `"${here}/secrets/`)
      .replaceAll('"/workflows/', `"${here}/workflows/`);
    return files;
  }

  wordsLeft(): string {
    return readFileSync(this.lastWords, "utf8");
  }
}

/** The workflows that a program is given, by their paths: a folder for each group of them. */
function workflowsOf(maps: readonly { object: Answer }[], owner: string): [string, string][] {
  return maps.flatMap(({ object: { metadata, data } }) => {
    const group = metadata.name.startsWith(`${owner}-workflows-`) ? metadata.name.slice(`${owner}-workflows-`.length) : undefined;
    return group === undefined
      ? []
      : Object.entries(data).map(([file, text]): [string, string] => [`/workflows/${group}/${file}`, `${text}`]);
  });
}
