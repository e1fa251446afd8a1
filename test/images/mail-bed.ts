import type { ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { chownSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { join } from "node:path";
import { endpoints } from "../../charts/services/endpoints";
import { Authority } from "../support/authority";
import { containerCommand, type Surroundings } from "../support/container";
import { Imap } from "../support/imap";
import { podNamed } from "../support/pods";
import { Sandbox, until } from "../support/real";
import { type DistObject, whole } from "../support/stack";
import { UptimeKuma } from "../support/uptime-kuma";
import { isOpen, MailProvider } from "./mail-provider";

const account = "owner@example.com";
export const archive = "[Gmail]/Alle Nachrichten";
/** The archive's own name for it. */
export const allMail = "All mail";
/** What IMAP writes for `[Gmail]/Entwürfe`. */
export const drafts = "[Gmail]/Entw&APw-rfe";

export const mail = (subject: string): string =>
  [
    "From: Anna <anna@example.org>",
    `To: ${account}`,
    `Subject: ${subject}`,
    "Date: Mon, 1 Jan 2024 10:00:00 +0100",
    `Message-ID: <${subject.replaceAll(" ", ".")}@example.org>`,
    "",
    `The body of ${subject}.`,
    "",
  ].join("\r\n");

/** A provider's IMAP server, the two pods of the mail archive, and the folders that stand for their volumes. */
export class MailBed {
  readonly box = new Sandbox();
  readonly mailFolder = this.owned("mail");
  readonly stateFolder = this.owned("state");
  readonly authority = new Authority(this.box, "authority");
  readonly stranger = new Authority(this.box, "stranger");
  /** Whom mbsync tells that it ended well. */
  readonly kuma = new UptimeKuma(["token-of-mbsync"]);
  private readonly provides: MailProvider;
  private provider: Imap | undefined;
  private door: Server | undefined;
  private surroundings: Surroundings | undefined;
  private dovecot: { readonly child: ChildProcess; readonly log: () => string } | undefined;

  constructor(
    private readonly root: string,
    providerSettings?: string,
  ) {
    this.provides = new MailProvider(this.box, root, this.authority, providerSettings);
  }

  /** The owner at his provider, where he may do everything. */
  get far(): Imap {
    if (!this.provider) throw new Error("the provider does not run yet");
    return this.provider;
  }

  get given(): Surroundings {
    if (!this.surroundings) throw new Error("nothing is given yet");
    return this.surroundings;
  }

  /** Starts the provider. */
  async open(): Promise<void> {
    await this.kuma.open(endpoints.uptimeKuma.port.number);
    const port = await this.provides.start();
    // mbsync asks for port 993, which only root may open.
    this.door = createServer((socket) => {
      const onward = connect(port, "127.0.0.1");
      socket.pipe(onward).pipe(socket);
      socket.on("error", () => onward.destroy());
      onward.on("error", () => socket.destroy());
    }).listen(993, "127.0.0.1");
    this.provider = await this.login(account);
    this.surroundings = this.whatTheClusterGives();
  }

  /** A few mails in the mailbox. */
  async fill(): Promise<void> {
    for (const folder of [archive, drafts, "Spam"]) await this.far.ask(`CREATE "${folder}"`);
    await this.far.ask(`APPEND "${archive}" (\\Seen)`, mail("first"));
    await this.far.ask(`APPEND "${archive}"`, mail("second"));
    await this.far.ask(`APPEND "${archive}" (\\Flagged)`, mail("third"));
    await this.far.ask(`APPEND "${drafts}"`, mail("a draft"));
    await this.far.ask('APPEND "Spam"', mail("an offer"));
    await this.far.ask("APPEND INBOX", mail("in the inbox"));
  }

  /** Somebody at the provider, who knows every account by one password. */
  login(user: string): Promise<Imap> {
    return this.provides.login(user);
  }

  async close(): Promise<void> {
    this.provider?.close();
    this.door?.close();
    await this.kuma.close();
    await this.box.end();
  }

  startPull(surroundings: Surroundings = this.given, objects: readonly DistObject[] = whole.objects): ChildProcess {
    return this.start(containerCommand(this.box, objects, podNamed(objects, "mbsync"), surroundings)).child;
  }

  /** One run of mbsync; gives its exit code. */
  async pull(surroundings?: Surroundings, objects?: readonly DistObject[]): Promise<number | null> {
    return (await this.pulled(surroundings, objects)).code;
  }

  /** One run of mbsync with what it says. */
  async pulled(surroundings?: Surroundings, objects?: readonly DistObject[]): Promise<{ code: number | null; said: string }> {
    const child = this.startPull(surroundings, objects);
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text: string) => (said += text));
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    return { code, said };
  }

  async serve(): Promise<void> {
    this.dovecot = this.start(containerCommand(this.box, whole.objects, podNamed(whole.objects, "dovecot"), this.given));
    await until(() => isOpen(endpoints.dovecot.port.number), 20);
  }

  async restart(): Promise<void> {
    this.dovecot?.child.kill("SIGTERM");
    await until(async () => !(await isOpen(endpoints.dovecot.port.number)), 20);
    await this.serve();
  }

  /** What Dovecot said since it was started for the last time. */
  log(): string {
    return this.dovecot?.log() ?? "";
  }

  /** The owner in his archive. */
  read(): Promise<Imap> {
    return Imap.login(endpoints.dovecot.port.number, this.authority.certificate, endpoints.dovecot.host, "archive", "correct-horse");
  }

  /** Every mail of a folder of the archive, as a path below it and its content. */
  kept(folder: string): Map<string, string> {
    const at = join(this.mailFolder, folder);
    const files = ["cur", "new"].flatMap((part) =>
      existsSync(join(at, part)) ? readdirSync(join(at, part)).map((name) => `${part}/${name}`) : [],
    );
    return new Map(files.map((file) => [file, readFileSync(join(at, file), "utf8")]));
  }

  subjects(folder: string): string[] {
    return [...this.kept(folder).values()].map((text) => /^Subject: (.*?)\r?$/m.exec(text)?.[1] ?? "").sort();
  }

  flagsOf(folder: string, subject: string): string {
    const [file = ""] = [...this.kept(folder)].find(([, text]) => text.includes(`Subject: ${subject}`)) ?? [];
    return /:2,([A-Z]*)$/.exec(file)?.[1] ?? "missing";
  }

  private owned(folder: string): string {
    chownSync(this.box.folder(folder), 1000, 1000);
    return this.box.path(folder);
  }

  private start([program = "", ...args]: readonly string[]): ReturnType<Sandbox["start"]> {
    return this.box.start(program, args);
  }

  private whatTheClusterGives(): Surroundings {
    const hash = this.box.run("chroot", [this.root, "doveadm", "-O", "pw", "-s", "BLF-CRYPT", "-p", "correct-horse"]).stdout.trim();
    const { certificate, key } = this.authority.leaf(endpoints.dovecot.host);
    return {
      root: this.root,
      claims: { "dovecot-mail": this.mailFolder, "dovecot-state": this.stateFolder },
      secrets: {
        "mail-archive-login": { users: `archive:${hash.replace(/^\{.*\}/, "")}\n` },
        "dovecot-tls": { "tls.crt": certificate, "tls.key": key },
        "mail-archive-account": { password: "app-password" },
        "monitor-mbsync": { token: "token-of-mbsync" },
      },
      replaced: {
        "/etc/hosts": this.box.file("hosts", `127.0.0.1 localhost imap.gmail.com ${endpoints.uptimeKuma.host}\n`),
        "/etc/ssl/certs/ca-certificates.crt": this.box.file("authorities.crt", this.authority.certificate),
      },
    };
  }
}

/** Every file below a folder with a hash of its content. */
export function treeOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => `${file} ${createHash("sha256").update(readFileSync(file)).digest("hex")}`)
    .sort();
}

/** Ends a process and all that it started, as the end of a container's first process does. */
export function killWithChildren(pid: number): void {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean);
  process.kill(pid, "SIGKILL");
  for (const child of children) killWithChildren(Number(child));
}
