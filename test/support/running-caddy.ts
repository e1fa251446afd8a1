import { existsSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import { dirname, join } from "node:path";
import { loginsLog } from "../../charts/model/access/failed-login";
import { loginsDirectory } from "../../charts/services/edge/caddy/caddyfile-log";
import { bcryptHash } from "../../cli/secrets/hashes";
import { freePort, onlyIfThere, onPath, type Sandbox, until } from "./real";

/** CADDY_BIN names another one than the path does, such as the version of the image. */
export const caddy = process.env.CADDY_BIN ? onlyIfThere(process.env.CADDY_BIN) : onPath("caddy");

/** What opens the sites that the proxy asks a password for. */
export const vpnSitesLogin = { user: "owner", password: "only in tests" };

/** A Caddyfile that finds the hash of that password in a folder of the test, made as `mk360 secrets init` makes it. */
export async function withLogin(box: Sandbox, caddyfile: string): Promise<string> {
  const hash = box.file("password-hash", await bcryptHash(vpnSitesLogin.password));
  return caddyfile.replaceAll("{file./secrets/vpn-sites-login/password-hash}", `{file.${hash}}`);
}

export interface Asked {
  readonly host?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  /** What the service behind was asked for; left out when it never was. */
  readonly reached: string | undefined;
}

/** One line of Caddy's access log, as far as the tests read it. */
export interface AccessLine {
  readonly status: number;
  readonly request: { readonly method: string; readonly host: string; readonly uri: string };
}

/** The port of this machine that a server has taken. */
export function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
  });
}

/** What a test leaves of the Caddyfile's questions for an owner. */
export type OwnerQuestions = "asked" | "left out";

/** The Caddyfile with one program of ours in place of every service behind it, and the log of logins in a folder of the test. */
export function servedAt(port: number, logs: string, caddyfile: string, questions: OwnerQuestions = "left out"): string {
  const asking =
    questions === "asked"
      ? caddyfile.replace(/health_upstream \S+/g, `health_upstream 127.0.0.1:${port}`).replace(/health_interval \S+/g, "health_interval 1s")
      : caddyfile.replace(/\n\t+health_headers \{[^}]*\}/g, "").replace(/\n\t+health_\S+ .*/g, "");
  return asking
    .replace(`output file ${loginsDirectory}/`, `output file ${logs}/`)
    .replace(/(reverse_proxy|forward_auth @\w+) (?:https:\/\/)?[a-z0-9.-]+:[0-9]+/g, `$1 127.0.0.1:${port}`)
    .replace(/\n\t*tls_insecure_skip_verify\n/g, "\n");
}

/** A real Caddy with one of our Caddyfiles, over plain HTTP, and one program of ours in place of every service behind it. */
export class RunningCaddy {
  readonly seen: IncomingMessage[] = [];
  private readonly backend: Server;
  private port = 0;
  private log = () => "";
  private logins = "";

  constructor(
    private readonly answer: (incoming: IncomingMessage, answer: ServerResponse, body: string) => void,
    private readonly questions: OwnerQuestions = "left out",
  ) {
    this.backend = createServer((incoming, response) => {
      this.seen.push(incoming);
      let body = "";
      incoming.on("data", (part) => (body += part)).on("end", () => this.answer(incoming, response, body));
    });
  }

  async start(box: Sandbox, name: string, caddyfile: string): Promise<void> {
    const behind = await listening(this.backend);
    this.port = await freePort();
    this.logins = join(box.folder(`${name}-logs`), loginsLog.file);
    const plain = servedAt(behind, dirname(this.logins), await withLogin(box, caddyfile), this.questions)
      .replace(/^(?:http:\/\/)?([a-z0-9-]+\.mk360\.de) \{/gm, `http://$1:${this.port} {`)
      .replace(/\n\ttls \{\n.*\n\t\}/g, "")
      .replace(/\n\n:8443 \{[^}]*\}/, "")
      .replace("http://:8080 {", `http://:${this.port} {`)
      .replace("http://:8081", `http://:${await freePort()}`)
      .replace("http_port 8080", `http_port ${this.port}`)
      .replace("admin off", "admin off\n\tauto_https off");
    const { child, log } = box.start(caddy ?? "", ["run", "--adapter", "caddyfile", "--config", box.file(name, plain)], {
      XDG_DATA_HOME: box.folder("xdg"),
      XDG_CONFIG_HOME: box.folder("xdg"),
    });
    this.log = log;
    const answers = () =>
      this.ask("/", { host: "nobody.example" }).then(
        () => true,
        () => false,
      );
    await until(() => child.exitCode !== null || answers(), 20);
    if (child.exitCode !== null) throw new Error(log());
  }

  /** Asks for a path exactly as it is written. */
  ask(path: string, { host = "nobody.example", method, headers = {}, body = "" }: Asked = {}): Promise<Answered> {
    const before = this.seen.length;
    return new Promise((resolve, reject) => {
      const outgoing = request(
        { host: "127.0.0.1", port: this.port, path, method: method ?? (body ? "POST" : "GET"), headers: { Host: host, ...headers } },
        (answer) => {
          answer
            .resume()
            .on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, reached: this.seen[before]?.url }));
        },
      );
      outgoing.on("error", reject).end(body);
    });
  }

  /** The access log so far. */
  get accessLog(): AccessLine[] {
    const lines = this.log()
      .split("\n")
      .filter((line) => line.includes('"msg":"handled request"'));
    return lines.map((line) => JSON.parse(line) as AccessLine);
  }

  /** The log of logins so far, which fail2ban reads. */
  get loginsLog(): string {
    return existsSync(this.logins) ? readFileSync(this.logins, "utf8") : "";
  }

  /** All that it has printed. */
  get everything(): string {
    return this.log();
  }

  end(): Promise<unknown> {
    this.backend.closeAllConnections();
    return new Promise((resolve) => this.backend.close(resolve));
  }
}
