import { spawn } from "node:child_process";
import { connect } from "node:net";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { Refusal } from "../../charts/config/refusal";
import type { Machine } from "../../charts/model/machine/machine";

const sshPort = 22;
/** Far above what a line at home needs. */
const patience = 3000;
/** What ssh itself ends with, whatever ran on the other side. */
const failed = 255;

/** Where the machine's folder lies on the machine, below the home of who logs in. */
const folder = "mk360-host";

/** A machine as one logs in there: with a key, and only where its own key is known. */
export class Remote {
  private constructor(
    readonly machine: string,
    private readonly destination: string,
    private readonly user: string,
    /** What to do where nobody can log in as this user. */
    private readonly wayIn: string,
  ) {}

  /**
   * The first of the machine's addresses at which SSH answers: in the tunnel, in the home network, in the internet.
   * @throws Refusal when none does.
   */
  static async find(
    { name, wireguardAddress, lanAddress, publicAddress }: Machine,
    user: string,
    wayIn = "name the user with --user, and bring your key there: ssh-copy-id",
  ): Promise<Remote> {
    const addresses = [wireguardAddress, lanAddress, publicAddress].filter((address) => address !== undefined);
    for (const address of addresses) if (await answers(address)) return new Remote(name, address, user, wayIn);
    throw new Refusal(`the machine ${name}`, [
      {
        where: "SSH",
        value: `silent at ${addresses.join(", ")}`,
        allowed: "a machine that answers on port 22 at one of its addresses",
        fix: "start it, join its network or the VPN, and look at ssh.from and at the role of this device in config.yaml",
      },
    ]);
  }

  /** @throws Refusal when nobody can log in, or is not root there. */
  async refuseWithoutRoot(): Promise<void> {
    if ((await this.run(`${asRoot} true 2>/dev/null && echo root || true`)) !== "") return;
    throw new Refusal(`the machine ${this.machine}`, [
      {
        where: `SSH as ${this.user}@${this.destination}`,
        value: "somebody who may not become root by sudo without a password",
        allowed: "root, or who may",
        fix: "name another user with --user, or let this one in /etc/sudoers.d there",
      },
    ]);
  }

  /** Brings the machine's folder of generated/hosts there, in place of what was brought before. */
  async bring(): Promise<void> {
    const unpack = `rm -rf ${folder} && mkdir -m 700 ${folder} && tar -xf - -C ${folder}`;
    const tar = spawn("tar", ["-C", `generated/hosts/${this.machine}`, "-cf", "-", "."], { stdio: ["ignore", "pipe", "inherit"] });
    await this.run(unpack, { input: tar.stdout });
  }

  /** Runs the script of the folder that was brought, and shows what it prints. */
  async setUp(...options: readonly string[]): Promise<string> {
    return this.run(`${asRoot} bash ${folder}/set-up.sh ${options.join(" ")}`);
  }

  /**
   * Says over a connection of its own that one can still log in; else the machine goes back.
   * @throws Refusal when nobody can.
   */
  async confirm(): Promise<void> {
    await this.run(`${asRoot} bash ${folder}/set-up.sh --confirm`);
  }

  /**
   * Gives it the key of its volumes. Returns what it says.
   * @throws Refusal when that opens nothing.
   */
  async unlock(key: string): Promise<string> {
    return (await this.run(`${asRoot} bash /etc/mk360/unlock.sh`, { input: Readable.from([`${key}\n`]), what: "unlock.sh" })).trim();
  }

  async publicKey(): Promise<string> {
    return (await this.run(`${asRoot} wg show wg0 public-key`)).trim();
  }

  /** What the machine says of itself to the user that may only look: it is given this, whatever it asks for. */
  async report(): Promise<string> {
    return this.run("report");
  }

  async has(file: string): Promise<boolean> {
    return (await this.run(`${asRoot} sh -c '[ ! -s ${file} ] || echo yes'`)) !== "";
  }

  /** @throws Refusal when it is not there. */
  async read(file: string): Promise<string> {
    if (await this.has(file)) return this.run(`${asRoot} cat ${file}`);
    throw new Refusal(`the machine ${this.machine}`, [
      {
        where: file,
        value: "not there",
        allowed: "what the set-up of the machine makes",
        fix: `npx mk360 hosts set-up ${this.machine}, then run the same command again`,
      },
    ]);
  }

  /** A file that root alone may read, and its folder where that is new: whole, or not at all. */
  async write(file: string, text: string): Promise<void> {
    const folder = dirname(file);
    const folders = `mkdir -p ${dirname(folder)} && { [ -d ${folder} ] || mkdir -m 700 ${folder}; }`;
    const input = Readable.from([text]);
    await this.run(`${asRoot} sh -c '${folders} && umask 077 && cat >${file}.new && mv ${file}.new ${file}'`, { input });
  }

  /** @returns what the command printed. @throws Refusal when it failed, or nobody could log in. */
  private async run(
    command: string,
    { input, what = "set-up.sh" }: { readonly input?: NodeJS.ReadableStream; readonly what?: string } = {},
  ): Promise<string> {
    const child = spawn("ssh", [...this.options, `${this.user}@${this.destination}`, command], { stdio: ["pipe", "pipe", "pipe"] });
    if (input) input.pipe(child.stdin);
    else child.stdin.end();
    child.stdin.on("error", () => undefined);
    let printed = "";
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    if (code === 0) return printed;
    throw code === failed ? this.noLogin(said) : this.scriptFailed(what, `${printed}${said}`);
  }

  /** One name for all of its addresses, so that its key is known at each of them once it is known at one. */
  private get options(): string[] {
    const options = [`HostKeyAlias=mk360-${this.machine}`, "StrictHostKeyChecking=yes", "BatchMode=yes", "ConnectTimeout=10"];
    return options.flatMap((option) => ["-o", option]);
  }

  private noLogin(said: string): Refusal {
    const alias = `mk360-${this.machine}`;
    const isUnknown = /host key is known|Host key verification failed/.test(said);
    return new Refusal(`the machine ${this.machine}`, [
      {
        where: `SSH as ${this.user}@${this.destination}`,
        value: said.trim().split("\n").at(-1) ?? "",
        allowed: isUnknown ? "a machine whose own key is known here, seen by you" : "a user that logs in with a key that ssh finds here",
        fix: isUnknown
          ? `log in once by hand, ssh -o HostKeyAlias=${alias} ${this.user}@${this.destination}, and compare the fingerprint with what the provider's console shows for ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub; a key that has changed without your doing is an alarm`
          : this.wayIn,
      },
    ]);
  }

  private scriptFailed(what: string, said: string): Refusal {
    return new Refusal(`the machine ${this.machine}`, [
      {
        where: what,
        value: said.trim().split("\n").slice(-3).join(" "),
        allowed: "a script that goes through",
        fix: "mend what it says, and run the same command again: it goes on where it was",
      },
    ]);
  }
}

/** Root needs none, and may have none. */
const asRoot = '$([ "$(id -u)" = 0 ] || echo sudo -n)';

function answers(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port: sshPort });
    const settle = (outcome: boolean) => {
      socket.destroy();
      resolve(outcome);
    };
    socket.setTimeout(patience, () => settle(false));
    socket.once("connect", () => settle(true));
    socket.once("error", () => settle(false));
  });
}
