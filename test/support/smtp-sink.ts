import { createServer, type Server, type Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";

/** A mail server that keeps what it is given: STARTTLS, then the one account that it knows, as a provider has it. */
export class SmtpSink {
  readonly mails: string[] = [];
  /** What it refuses with, once each, before it takes mails again. */
  readonly refusals: string[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  constructor(
    private readonly tls: { readonly certificate: string; readonly key: string },
    private readonly account: { readonly user: string; readonly password: string },
  ) {
    this.server = createServer((socket) => {
      this.sockets.add(socket);
      socket.on("close", () => this.sockets.delete(socket)).on("error", () => undefined);
      socket.write("220-a greeting\r\n220 of two lines\r\n");
      this.serve(socket, false);
    });
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve) => this.server.listen(port, "127.0.0.1", resolve));
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(socket: Socket, secure: boolean): void {
    let text = "";
    let body: string[] | undefined;
    let known = false;
    const onLine = (line: string): void => {
      const say = (answer: string) => socket.write(`${answer}\r\n`);
      if (body) {
        if (line !== ".") body.push(line);
        else {
          this.mails.push(body.join("\n"));
          body = undefined;
          say("250 kept");
        }
      } else if (line.startsWith("EHLO ")) say(secure ? "250-sink\r\n250 AUTH PLAIN" : "250-sink\r\n250 STARTTLS");
      else if (line === "STARTTLS" && !secure) {
        say("220 begin");
        socket.removeAllListeners("data");
        const { certificate: cert, key } = this.tls;
        const upgraded = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext({ cert, key }) });
        upgraded.on("error", () => undefined);
        this.serve(upgraded, true);
      } else if (line.startsWith("AUTH PLAIN ") && secure) {
        const [, user, password] = Buffer.from(line.slice(11), "base64").toString("utf8").split("\0");
        known = user === this.account.user && password === this.account.password;
        say(known ? "235 welcome" : "535 who are you");
      } else if (line.startsWith("MAIL FROM:") && known) say(this.refusals.shift() ?? "250 go on");
      else if (line.startsWith("RCPT TO:") && known) say("250 go on");
      else if (line === "DATA" && known) {
        body = [];
        say("354 end it with a dot");
      } else if (line === "QUIT") socket.end("221 bye\r\n");
      else say("530 not like this");
    };
    socket.on("data", (data) => {
      text += data;
      for (let end = text.indexOf("\r\n"); end !== -1; end = text.indexOf("\r\n")) {
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        onLine(line);
      }
    });
  }
}
