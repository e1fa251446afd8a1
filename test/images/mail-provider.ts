import { chownSync } from "node:fs";
import { connect } from "node:net";
import type { Authority } from "../support/authority";
import { boxed } from "../support/container";
import { Imap } from "../support/imap";
import { freePort, type Sandbox, until } from "../support/real";
import farSettings from "./far-dovecot.conf";

/** The name of the provider's server, which its certificate has. */
export const providerHost = "imap.gmail.com";

/** A provider's IMAP server: a real Dovecot in the root file system of images/mail, that knows every account by one password. */
export class MailProvider {
  static readonly password = "app-password";
  private port = 0;

  constructor(
    private readonly box: Sandbox,
    private readonly root: string,
    private readonly authority: Authority,
    private readonly settings = farSettings,
  ) {}

  /** Starts it; the port of this machine that it takes. */
  async start(): Promise<number> {
    this.port = await freePort();
    const { certificate, key } = this.authority.leaf(providerHost);
    const [program = "", ...args] = boxed(this.box, {
      root: this.root,
      mounts: [
        { source: this.owned("far"), at: "/far", readOnly: false },
        { source: this.owned("far-run"), at: "/run/dovecot", readOnly: false },
        { source: this.owned("far-tmp"), at: "/tmp", readOnly: false },
      ],
      replaced: {
        "/etc/far.conf": this.box.file("far.conf", this.settings.replace("port = 31994", `port = ${this.port}`)),
        "/etc/far.crt": this.box.file("far.crt", certificate),
        "/etc/far.key": this.box.file("far.key", key),
      },
      readOnlyRoot: true,
      user: [1000, 1000],
      env: {},
      command: ["dovecot", "-F", "-c", "/etc/far.conf"],
    });
    const server = this.box.start(program, args);
    await until(() => isOpen(this.port), 20).catch(() => {
      throw new Error(server.log());
    });
    return this.port;
  }

  login(user: string): Promise<Imap> {
    return Imap.login(this.port, this.authority.certificate, providerHost, user, MailProvider.password);
  }

  private owned(folder: string): string {
    chownSync(this.box.folder(folder), 1000, 1000);
    return this.box.path(folder);
  }
}

export function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
