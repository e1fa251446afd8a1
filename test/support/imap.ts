import { connect, type TLSSocket } from "node:tls";

export interface ImapAnswer {
  readonly status: string;
  /** The last line without its tag. */
  readonly said: string;
  /** Every line before it. */
  readonly lines: readonly string[];
}

/** A few words of IMAP over TLS, enough to ask a real server. */
export class Imap {
  private buffer = "";
  private count = 0;
  private wake: () => void = () => undefined;

  private constructor(private readonly socket: TLSSocket) {
    socket.setEncoding("utf8");
    socket.on("data", (text: string) => {
      this.buffer += text;
      this.wake();
    });
    socket.on("close", () => this.wake());
    socket.on("error", () => this.wake());
  }

  /** Connects and checks the certificate for `servername` against `ca`. */
  static async open(port: number, ca: string, servername: string): Promise<Imap> {
    const socket = connect({ host: "127.0.0.1", port, ca, servername });
    const imap = new Imap(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once("secureConnect", resolve);
      socket.once("error", reject);
    });
    await imap.until(/^\* OK .*\r\n/);
    return imap;
  }

  static async login(port: number, ca: string, servername: string, user: string, password: string): Promise<Imap> {
    const imap = await Imap.open(port, ca, servername);
    const { status, said } = await imap.ask(`LOGIN ${user} ${password}`);
    if (status !== "OK") throw new Error(said);
    return imap;
  }

  /** One command; `literal` is sent where the server asks for it. */
  async ask(command: string, literal?: string): Promise<ImapAnswer> {
    this.count += 1;
    const tag = `t${this.count}`;
    this.buffer = "";
    this.socket.write(`${tag} ${command}${literal === undefined ? "" : ` {${Buffer.byteLength(literal)}}`}\r\n`);
    const end = new RegExp(`^${tag} (\\S+) (.*)\r\n`, "m");
    if (literal !== undefined) {
      await this.until(new RegExp(`^(\\+ .*|${tag} .*)\r\n`, "m"));
      if (this.buffer.startsWith("+")) this.socket.write(`${literal}\r\n`);
    }
    const [whole = "", status = "", said = ""] = await this.until(end);
    const before = this.buffer.slice(0, this.buffer.indexOf(whole));
    return { status, said, lines: before.split("\r\n").filter((line) => line !== "") };
  }

  close(): void {
    this.socket.destroy();
  }

  private async until(pattern: RegExp): Promise<RegExpExecArray> {
    const limit = Date.now() + 20_000;
    for (;;) {
      const match = pattern.exec(this.buffer);
      if (match) return match;
      if (this.socket.destroyed || Date.now() > limit) throw new Error(`no answer like ${pattern}; the server said: ${this.buffer}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 200);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}
