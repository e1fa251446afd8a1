import { readFileSync, writeFileSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import type { ControlPlane } from "./control-plane";

/** A way to the API server on which everything takes its time. */
export class SlowWay {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    /** A kubeconfig that goes this way. */
    readonly kubeconfig: string,
  ) {}

  /** Each piece of what the API server says comes `delay` milliseconds late; for ever if that is Infinity. */
  static async open(plane: ControlPlane, delay: number): Promise<SlowWay> {
    const target = Number(new URL(plane.server).port);
    const server = createServer((client) => way.join(client, connect(target, "127.0.0.1"), delay));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const file = join(plane.root, `slow-${port}.kubeconfig`);
    writeFileSync(file, readFileSync(plane.kubeconfig, "utf8").replace(plane.server, `https://127.0.0.1:${port}`), { mode: 0o600 });
    const way = new SlowWay(server, file);
    return way;
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private join(client: Socket, target: Socket, delay: number): void {
    for (const [from, to] of [
      [client, target],
      [target, client],
    ] as const) {
      this.sockets.add(from);
      const late = from === target ? delay : 0;
      from.on("data", (data) => {
        if (late === 0) to.write(data);
        else if (Number.isFinite(late)) setTimeout(() => to.destroyed || to.write(data), late);
      });
      from.on("error", () => to.destroy());
      from.on("close", () => setTimeout(() => to.destroy(), Number.isFinite(late) ? late : 0));
    }
  }
}
