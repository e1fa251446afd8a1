import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A server at the address of the kubeconfig that answers as it likes. */
export class StrangeServer {
  private constructor(
    private readonly server: Server,
    private readonly folder: string,
    readonly address: string,
  ) {}

  static async open(answer: RequestListener): Promise<StrangeServer> {
    const server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const at = server.address();
    const address = `http://127.0.0.1:${typeof at === "object" && at ? at.port : 0}`;
    const strange = new StrangeServer(server, mkdtempSync(join(tmpdir(), "mk360-strange-")), address);
    writeFileSync(strange.kubeconfig, kubeconfigTo(address));
    return strange;
  }

  get kubeconfig(): string {
    return join(this.folder, "kubeconfig");
  }

  /** Listens no more, as a server that is stopped. */
  async pause(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  /** Listens again at the same address. */
  async resume(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(Number(new URL(this.address).port), "127.0.0.1", resolve));
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function kubeconfigTo(server: string): string {
  return JSON.stringify({
    clusters: [{ name: "strange", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "owner", user: {} }],
    contexts: [{ name: "strange", context: { cluster: "strange", user: "owner" } }],
    "current-context": "strange",
  });
}
