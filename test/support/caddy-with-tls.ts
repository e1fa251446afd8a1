import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type ClientHttp2Session, connect as connectHttp2 } from "node:http2";
import { request } from "node:https";
import { connect, type TLSSocket } from "node:tls";
import { freePort, type Sandbox, until } from "./real";
import { caddy, listening, servedAt } from "./running-caddy";

interface Question {
  /** The name in the TLS greeting. */
  readonly host: string;
  /** The name in the request, where it is another. */
  readonly asking?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A real Caddy with one of our Caddyfiles as it is: its own ports but for their numbers, TLS by an authority of its own. */
export class CaddyWithTls {
  private readonly behind: Server;
  readonly seen: IncomingMessage[] = [];
  http = 0;
  private https = 0;
  private pid = 0;

  constructor(answer: (incoming: IncomingMessage, answer: ServerResponse) => void) {
    this.behind = createServer({ maxHeaderSize: 1024 ** 2 }, (incoming, response) => {
      this.seen.push(incoming);
      incoming.resume().on("end", () => answer(incoming, response));
    });
  }

  async start(box: Sandbox, name: string, caddyfile: string, env: Readonly<Record<string, string>> = {}): Promise<void> {
    [this.http, this.https] = [await freePort(), await freePort()];
    const health = await freePort();
    const own = servedAt(await listening(this.behind), box.folder(`${name}-logs`), caddyfile)
      .replaceAll("8080 {", `${this.http} {`)
      .replaceAll("8443 {", `${this.https} {`)
      .replace("http_port 8080", `http_port ${this.http}`)
      .replace("https_port 8443", `https_port ${this.https}`)
      .replace("http://:8081", `http://:${health}`)
      .replace("/data/caddy", box.folder(`${name}-data`))
      .replace(/\n\tcert_issuer acme \{\n.*\n\t\}/, "")
      .replace("admin off", "admin off\n\tlocal_certs\n\tskip_install_trust");
    const { child, log } = box.start(caddy ?? "", ["run", "--adapter", "caddyfile", "--config", box.file(name, own)], {
      XDG_DATA_HOME: box.folder("xdg"),
      XDG_CONFIG_HOME: box.folder("xdg"),
      ...env,
    });
    this.pid = child.pid ?? 0;
    const ready = async () => child.exitCode !== null || (await this.hosts(own));
    // An attempt that failed is made again after a minute.
    await until(ready, 150).catch(() => {
      throw new Error(`not every name has its certificate:\n${log()}`);
    });
    if (child.exitCode !== null) throw new Error(log());
  }

  /** Every name has its certificate. */
  private async hosts(caddyfile: string): Promise<boolean> {
    const names = [...caddyfile.matchAll(/^([a-z0-9-]+\.mk360\.de) \{$/gm)].map(([, name = ""]) => name);
    const greeted = await Promise.all(names.map((host) => this.greets({ host })));
    return greeted.every((protocol) => protocol !== undefined);
  }

  /** The version of TLS that both have agreed on; undefined where the handshake failed. */
  greets(how: { host: string; newest?: "TLSv1.2" | "TLSv1.3" }): Promise<string | undefined> {
    const { host, newest = "TLSv1.3" } = how;
    return new Promise((resolve) => {
      const options = { host: "127.0.0.1", port: this.https, servername: host, rejectUnauthorized: false, maxVersion: newest };
      const socket: TLSSocket = connect(options, () => {
        resolve(socket.getProtocol() ?? undefined);
        socket.destroy();
      });
      socket.on("error", () => resolve(undefined));
    });
  }

  ask({ host, asking = host, path = "/", headers = {} }: Question): Promise<{ status: number; headers: IncomingMessage["headers"] }> {
    return new Promise((resolve, reject) => {
      request(
        {
          host: "127.0.0.1",
          port: this.https,
          servername: host,
          rejectUnauthorized: false,
          path,
          headers: { Host: asking, ...headers },
          agent: false,
        },
        (answer) => {
          answer.resume().on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers }));
        },
      )
        .on("error", reject)
        .end();
    });
  }

  /** A connection as browsers make it; each request names the host in `:authority`. */
  http2(host: string): ClientHttp2Session {
    return connectHttp2(`https://127.0.0.1:${this.https}`, { rejectUnauthorized: false, servername: host });
  }

  get address(): { readonly host: string; readonly port: number } {
    return { host: "127.0.0.1", port: this.https };
  }

  /** The most memory that it has while `work` goes on, in MiB, without the pages of its own file, which the kernel may take back. */
  async mostMemory(work: () => Promise<void>): Promise<number> {
    let most = 0;
    const look = () => {
      const [, kilobytes = "0"] = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${this.pid}/status`, "utf8")) ?? [];
      most = Math.max(most, Number(kilobytes) / 1024);
    };
    const timer = setInterval(look, 10);
    await work();
    look();
    clearInterval(timer);
    return most;
  }

  end(): Promise<unknown> {
    this.behind.closeAllConnections();
    return new Promise((resolve) => this.behind.close(resolve));
  }
}
