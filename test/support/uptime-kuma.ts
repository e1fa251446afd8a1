import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What it does with a push besides the answer; a promise holds the answer back. */
type OnPush = (token: string) => void | Promise<void>;

/**
 * Plays the part of Uptime Kuma that jobs talk to, as server/routers/api-router.js of 2.x has it. Like the real one it is a
 * Node server, which hangs up on whoever closes his half of the connection before the answer.
 */
export class UptimeKuma {
  /** The URLs that it was asked for. */
  readonly asked: string[] = [];
  /** The tokens of the pushes that count. */
  readonly pushes: string[] = [];
  onPush: OnPush = () => undefined;
  private readonly server: Server;

  constructor(private readonly knows: readonly string[]) {
    this.server = createServer(async ({ url = "" }, response) => {
      this.asked.push(url);
      const [, token = "", query = ""] = /^\/api\/push\/([^/?]+)\?(.*)$/.exec(url) ?? [];
      response.setHeader("content-type", "application/json");
      if (!this.knows.includes(token) || new URLSearchParams(query).get("status") !== "up") {
        response.statusCode = 404;
        response.end(JSON.stringify({ ok: false, msg: `Monitor not found or not active: ${url}` }));
        return;
      }
      this.pushes.push(token);
      await this.onPush(token);
      response.end(JSON.stringify({ ok: true }));
    });
  }

  async open(port = 0): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(port, "127.0.0.1", resolve));
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Forgets what it was asked. */
  reset(): void {
    this.asked.length = 0;
    this.pushes.length = 0;
    this.onPush = () => undefined;
  }
}
