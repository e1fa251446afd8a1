import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Repositories } from "./repositories";
import { describeReal, type Environment, freePort, onPath, reason, resticImage, Sandbox } from "./restic";

const box = new Sandbox();
const made = new Repositories(box);
afterAll(() => box.end());

const sshd = ["/usr/sbin/sshd"].find((file) => existsSync(file));

describeReal("copy.sh to a real SFTP server", { ...resticImage, sshd, "ssh-keygen": onPath("ssh-keygen") }, () => {
  const user = userInfo().username;
  let port = 0;
  let env: Environment & { RESTIC_REPOSITORY: string } = made.copyOf("");

  beforeAll(async () => {
    port = await freePort();
    for (const key of ["host-key", "key", "stranger"]) execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", box.path(key)]);
    const publicKey = (name: string) => readFileSync(box.path(`${name}.pub`), "utf8");
    const config = box.file(
      "sshd_config",
      [
        `Port ${port}`,
        "ListenAddress 127.0.0.1",
        `HostKey ${box.path("host-key")}`,
        `AuthorizedKeysFile ${box.file("authorized", publicKey("key"))}`,
        "StrictModes no",
        "UsePAM no",
        "PidFile none",
        "PermitRootLogin prohibit-password",
        "PasswordAuthentication no",
        "Subsystem sftp internal-sftp",
        "",
      ].join("\n"),
    );
    if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true });
    box.start(sshd ?? "", ["-D", "-e", "-f", config], {});
    env = made.copyOf(made.make([1, 0]), {
      RESTIC_REPOSITORY: `sftp://${user}@127.0.0.1:${port}/${box.path("far-side")}`,
      SSH_KEY_FILE: box.path("key"),
      SSH_KNOWN_HOSTS_FILE: box.file("known-hosts", `[127.0.0.1]:${port} ${publicKey("host-key")}`),
      KEEP_WITHIN: "12m",
      WAIT_FOR: `127.0.0.1:${port}`,
    }) as typeof env;
  });

  test("goes through the port in the URL with the key and the known host", async () => {
    expect(await box.run("copy.sh", env)).toMatchObject({ code: 0 });
    expect(await box.run("copy.sh", env)).toMatchObject({ code: 0 });
    expect(made.ages(box.path("far-side"), made.far)).toEqual([1, 0]);
    expect(await box.run("check.sh", env)).toMatchObject({ code: 0 });
  });

  test("refuses a host that is not the known one", async () => {
    const done = await box.run("copy.sh", {
      ...env,
      SSH_KNOWN_HOSTS_FILE: box.file("other-hosts", `[127.0.0.1]:${port} ${readFileSync(box.path("stranger.pub"), "utf8")}`),
    });
    expect(done.code).toBe(1);
    expect(reason(done)).toContain("cannot be opened");
  });

  test("names the key that is missing", async () => {
    expect(reason(await box.run("copy.sh", { ...env, SSH_KEY_FILE: "" }))).toBe("copy: SSH_KEY_FILE is not set");
    expect(reason(await box.run("copy.sh", { ...env, SSH_KEY_FILE: "/nowhere/key" }))).toBe(
      "copy: SSH_KEY_FILE: there is no file /nowhere/key",
    );
  });
});
