import { execFileSync } from "node:child_process";
import { connect } from "node:net";
import { onPath, type Sandbox, until } from "../../support/real";

export const samba = { smbd: onPath("smbd"), pdbedit: onPath("pdbedit") };

/** Users of Debian that stand for the two users of the NAS; Samba maps the names. */
export const accounts = { business: "backup", private: "games" } as const;

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });

/** The NAS's shares as a real Samba serves them, below `shares` of the sandbox, until that ends. */
export async function startSamba(box: Sandbox, port: number): Promise<void> {
  for (const folder of ["private", "lock", "state", "cache", "pid", "rpc"]) box.folder(`samba/${folder}`);
  const at = (name: string) => box.path("samba", name);
  box.file(
    "samba/users",
    Object.entries(accounts)
      .map(([side, account]) => `${account} = archive-${side}\n`)
      .join(""),
  );
  const conf = box.file(
    "samba/smb.conf",
    [
      "[global]",
      "server role = standalone server",
      `smb ports = ${port}`,
      "interfaces = lo",
      "bind interfaces only = yes",
      "disable netbios = yes",
      "load printers = no",
      "map to guest = never",
      `username map = ${at("users")}`,
      `passdb backend = tdbsam:${at("private/passdb.tdb")}`,
      ...["private dir", "lock directory", "state directory", "cache directory", "pid directory", "ncalrpc dir"].map(
        (option) => `${option} = ${at(option.split(" ")[0] === "ncalrpc" ? "rpc" : (option.split(" ")[0] ?? ""))}`,
      ),
      ...Object.entries(accounts).flatMap(([side, account]) => [
        `[${side}]`,
        `path = ${box.path("shares", side)}`,
        `valid users = ${account}`,
        "read only = no",
      ]),
      // What lies in a folder belongs to root here, and only an owner removes or renames what lies in a sticky one: whoever
      // writes may do the same as on the NAS, where the list of rights lacks the right to delete.
      "[undeletable]",
      `path = ${box.path("shares", "undeletable")}`,
      `valid users = ${accounts.business}`,
      "read only = no",
      "inherit owner = yes",
      "force create mode = 0666",
      "force directory mode = 1777",
      "",
    ].join("\n"),
  );
  for (const [side, account] of Object.entries(accounts)) {
    const password = `${side}'s password`;
    box.file(`${side}-password`, `${password}\n`);
    execFileSync(samba.pdbedit ?? "", ["-s", conf, "-a", "-u", account, "-t"], {
      input: `${password}\n${password}\n`,
      stdio: ["pipe", "ignore", "pipe"],
    });
  }
  const { child, log } = box.start(samba.smbd ?? "", ["--foreground", "--no-process-group", "--debug-stdout", `--configfile=${conf}`]);
  await until(async () => child.exitCode !== null || (await answers(port)), 20);
  if (child.exitCode !== null) throw new Error(log());
}
