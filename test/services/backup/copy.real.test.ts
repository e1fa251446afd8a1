import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import {
  describeReal,
  type Environment,
  filesBelow,
  freePort,
  named,
  onPath,
  outcome,
  reason,
  resticProgram,
  resticVersion,
  Sandbox,
  signalGroup,
  until,
} from "./restic";

jest.setTimeout(180_000);

const box = new Sandbox();
const near = box.file("near-password", "near\n");
const far = box.file("far-password", "far\n");
const day = 86_400_000;
let count = 0;

afterAll(() => box.end());

function repository(password: string, daysAgo: number[], host = "k3s-public"): string {
  const path = box.path(`repository-${++count}`);
  expect(box.restic(path, password, ["init"])).toMatchObject({ code: 0 });
  add(path, password, daysAgo, host);
  return path;
}

function add(path: string, password: string, daysAgo: number[], host = "k3s-public"): void {
  for (const days of daysAgo) {
    const time = new Date(Date.now() - days * day).toISOString().slice(0, 19).replace("T", " ");
    const file = box.file("data/file", randomBytes(300_000));
    expect(box.restic(path, password, ["backup", "--host", host, "--tag", "t", "--time", time, file])).toMatchObject({ code: 0 });
  }
}

function job(source: string, extra: Environment = {}): Environment & { RESTIC_REPOSITORY: string } {
  return {
    RESTIC_FROM_REPOSITORY: source,
    RESTIC_FROM_PASSWORD_FILE: near,
    RESTIC_REPOSITORY: box.path(`copy-${++count}`),
    RESTIC_PASSWORD_FILE: far,
    KEEP_WITHIN: "28d",
    LOCK_WAIT: "0",
    ...extra,
  };
}

const ages = (path: string, password: string) =>
  box.snapshots(path, password).map((one) => Math.round((Date.now() - Date.parse(one.time)) / day));

describeReal("copy.sh with a real restic", { restic: resticProgram }, () => {
  test("makes the destination with the same chunker, copies all, and copies nothing twice", async () => {
    const source = repository(near, [3, 2, 1]);
    const env = job(source);
    const first = await box.run("copy.sh", env);
    expect(first).toMatchObject({ code: 0 });
    expect(reason(first)).toBe(`copy: ${env.RESTIC_REPOSITORY} holds 3 snapshots`);
    expect(ages(env.RESTIC_REPOSITORY, far)).toEqual([3, 2, 1]);
    const chunker = (path: string, password: string) => JSON.parse(box.restic(path, password, ["cat", "config"]).stdout).chunker_polynomial;
    expect(chunker(env.RESTIC_REPOSITORY, far)).toBe(chunker(source, near));

    const data = filesBelow(join(env.RESTIC_REPOSITORY, "data"));
    expect(await box.run("copy.sh", env)).toMatchObject({ code: 0 });
    expect(filesBelow(join(env.RESTIC_REPOSITORY, "data"))).toEqual(data);

    add(source, near, [0]);
    expect(await box.run("copy.sh", env)).toMatchObject({ code: 0 });
    expect(ages(env.RESTIC_REPOSITORY, far)).toEqual([3, 2, 1, 0]);
    expect(box.restic(env.RESTIC_REPOSITORY, far, ["restore", "latest", "--target", box.path("back")])).toMatchObject({ code: 0 });
    expect(readFileSync(join(box.path("back"), box.path("data/file")))).toEqual(readFileSync(box.path("data/file")));
  });

  test("forgets what is older than KEEP_WITHIN at the destination, and only there", async () => {
    const source = repository(near, [40, 3, 2, 1, 0]);
    const env = job(source);
    expect(await box.run("copy.sh", env)).toMatchObject({ code: 0 });
    expect(ages(env.RESTIC_REPOSITORY, far)).toEqual([3, 2, 1, 0]);
    expect(ages(source, near)).toEqual([40, 3, 2, 1, 0]);
  });

  test("a source without snapshots is refused before the destination is made", async () => {
    const env = job(repository(near, []));
    const done = await box.run("copy.sh", env);
    expect(done.code).toBe(1);
    expect(reason(done)).toContain(`there is no snapshot in RESTIC_FROM_REPOSITORY (${env.RESTIC_FROM_REPOSITORY})`);
    expect(existsSync(env.RESTIC_REPOSITORY)).toBe(false);
  });

  test("an emptied source leaves the destination as it is", async () => {
    const source = repository(near, [40, 30]);
    const env = job(source, { KEEP_WITHIN: "1d", KEEP_FLOOR: "1" });
    expect(await box.run("copy.sh", { ...env, KEEP_WITHIN: "1y" })).toMatchObject({ code: 0 });
    const emptied = job(repository(near, []), { RESTIC_REPOSITORY: env.RESTIC_REPOSITORY });
    expect(await box.run("copy.sh", emptied)).toMatchObject({ code: 1 });
    expect(ages(env.RESTIC_REPOSITORY, far)).toEqual([40, 30]);
  });

  test.each([
    ["the destination", "RESTIC_PASSWORD_FILE"],
    ["the source", "RESTIC_FROM_PASSWORD_FILE"],
  ])("a wrong password of %s is a failure", async (_side, variable) => {
    const env = job(repository(near, [0]));
    expect(await box.run("copy.sh", env)).toMatchObject({ code: 0 });
    const before = filesBelow(env.RESTIC_REPOSITORY);
    const done = await box.run("copy.sh", { ...env, [variable]: box.file("wrong", "wrong\n") });
    expect(done.code).toBe(1);
    expect(done.stderr).toContain("wrong password");
    expect(filesBelow(env.RESTIC_REPOSITORY)).toEqual(before);
  });

  test("most of a group is not swept away for a single new snapshot", async () => {
    const env = job(repository(near, [60, 59, 58, 57, 0]));
    const done = await box.run("copy.sh", env);
    expect(done.code).toBe(1);
    expect(reason(done)).toContain("would keep only 1 of 5 snapshots of a group, fewer than KEEP_FLOOR=3");
    expect(ages(env.RESTIC_REPOSITORY, far)).toHaveLength(5);
    expect(await box.run("copy.sh", { ...env, KEEP_FLOOR: "1" })).toMatchObject({ code: 0 });
    expect(ages(env.RESTIC_REPOSITORY, far)).toEqual([0]);
  });
});

describeReal("forget.sh with a real restic", { restic: resticProgram }, () => {
  const job = (path: string): Environment => ({ RESTIC_REPOSITORY: path, RESTIC_PASSWORD_FILE: near, KEEP_WITHIN: "7d", LOCK_WAIT: "0" });

  test("keeps seven days of every group", async () => {
    const path = repository(near, [9, 8, 6, 5, 4, 0]);
    add(path, near, [30, 29, 28], "k3s-private");
    const done = await box.run("forget.sh", job(path));
    expect(done).toMatchObject({ code: 0 });
    expect(ages(path, near).sort((a, b) => a - b)).toEqual([0, 4, 5, 6, 28, 29, 30]);
    expect(box.restic(path, near, ["check"])).toMatchObject({ code: 0 });
  });

  test("refuses when there is no snapshot", async () => {
    const path = repository(near, []);
    const done = await box.run("forget.sh", job(path));
    expect(done.code).toBe(1);
    expect(reason(done)).toBe(`forget: there is no snapshot in ${path}, so nothing is forgotten`);
  });

  test("never makes a repository, whatever INIT says", async () => {
    const done = await box.run("forget.sh", { ...job(box.path("nowhere")), INIT: "yes" });
    expect(done.code).toBe(1);
    expect(existsSync(box.path("nowhere"))).toBe(false);
  });

  test("one group in good order does not cover for another that would be emptied", async () => {
    const path = repository(near, [3, 2, 1, 0]);
    add(path, near, [60, 59, 0], "k3s-private");
    const done = await box.run("forget.sh", job(path));
    expect(reason(done)).toContain("would keep only 1 of 3 snapshots");
    expect(ages(path, near)).toHaveLength(7);
  });
});

describeReal("check.sh with a real restic", { restic: resticProgram }, () => {
  const parts = 3;
  const job = (path: string, week: number): Environment => ({
    RESTIC_REPOSITORY: path,
    RESTIC_PASSWORD_FILE: near,
    CHECK_PARTS: String(parts),
    CHECK_WEEK: String(week),
    LOCK_WAIT: "0",
  });

  test("one flipped byte is found in exactly one of the weeks", async () => {
    const path = repository(near, [1, 0]);
    const weeks = [2900, 2901, 2902];
    for (const week of weeks) expect(await box.run("check.sh", job(path, week))).toMatchObject({ code: 0 });

    const pack = filesBelow(join(path, "data")).sort((a, b) => readFileSync(b).length - readFileSync(a).length)[0] ?? "";
    const bytes = readFileSync(pack);
    bytes.writeUInt8(bytes.readUInt8(1000) ^ 1, 1000);
    rmSync(pack);
    box.file(pack.slice(box.root.length + 1), bytes);

    const found: number[] = [];
    for (const week of weeks) {
      const done = await box.run("check.sh", job(path, week));
      if (done.code !== 0) {
        expect(reason(done)).toContain(`part ${(week % parts) + 1} of ${parts} of ${path} is damaged`);
        found.push((week % parts) + 1);
      }
    }
    const holder = (Number.parseInt(pack.split("/").at(-1)?.slice(0, 2) ?? "", 16) % parts) + 1;
    expect(found).toEqual([holder]);
  });

  test("an emptied repository is not sound", async () => {
    const done = await box.run("check.sh", job(repository(near, []), 1));
    expect(done.code).toBe(1);
    expect(reason(done)).toContain("there is no snapshot");
  });
});

const restServer = named("REST_SERVER_BIN") ?? onPath("rest-server") ?? onPath("restic-rest-server");
// Older ones do not take the user and the password of a rest-server from their environment.
const knowsLogin = resticProgram !== undefined && resticVersion() >= 17;
if (resticProgram && !knowsLogin) test.skip("an append-only rest-server: left out, restic before 0.17 is too old", () => undefined);
const describeServer = resticProgram && !knowsLogin ? () => undefined : describeReal;

describeServer("an append-only rest-server", { restic: resticProgram, "rest-server": restServer }, () => {
  const root = box.folder("served");
  const secret = box.file("rest-password", "let me in\n");
  let url = "";
  let env: Environment = {};

  beforeAll(async () => {
    const port = await freePort();
    const users = box.file("htpasswd", `public:{SHA}${createHash("sha1").update("let me in").digest("base64")}\n`);
    box.start(
      restServer ?? "",
      ["--path", root, "--listen", `127.0.0.1:${port}`, "--append-only", "--private-repos", "--htpasswd-file", users],
      {},
    );
    url = `rest:http://127.0.0.1:${port}/public/k3s`;
    env = {
      RESTIC_REPOSITORY: url,
      RESTIC_PASSWORD_FILE: near,
      RESTIC_REST_USERNAME: "public",
      REST_PASSWORD_FILE: secret,
      BACKUP_HOST: "k3s-public",
      BACKUP_TAG: "t",
      BACKUP_SOURCES: box.file("served-data/file", randomBytes(1000)),
      WAIT_FOR: `127.0.0.1:${port}`,
      LOCK_WAIT: "0",
    };
  });

  test("backup.sh waits for it, makes its repository and saves", async () => {
    expect(await box.run("backup.sh", env)).toMatchObject({ code: 0 });
    expect(await box.run("backup.sh", env)).toMatchObject({ code: 0 });
    expect(box.snapshots(join(root, "public/k3s"), near)).toHaveLength(2);
  });

  test("a refused login is not a missing repository", async () => {
    const done = await box.run("backup.sh", { ...env, REST_PASSWORD_FILE: box.file("rest-wrong", "x") });
    expect(done.code).toBe(1);
    expect(reason(done)).toContain("cannot be opened");
  });

  test("a password without a user is named", async () => {
    expect(reason(await box.run("backup.sh", { ...env, RESTIC_REST_USERNAME: "" }))).toBe("backup: RESTIC_REST_USERNAME is not set");
  });

  test("the client cannot forget, the folder beside the server can, and check and copy read through it", async () => {
    const forget = { ...env, KEEP_WITHIN: "1h", KEEP_FLOOR: "1" };
    add(join(root, "public/k3s"), near, [20]);
    expect(await box.run("forget.sh", forget)).toMatchObject({ code: 1 });
    expect(box.snapshots(join(root, "public/k3s"), near)).toHaveLength(3);
    expect(await box.run("forget.sh", { ...forget, RESTIC_REPOSITORY: join(root, "public/k3s") })).toMatchObject({ code: 0 });
    expect(box.snapshots(join(root, "public/k3s"), near)).toHaveLength(2);
    expect(await box.run("check.sh", env)).toMatchObject({ code: 0 });
    const copy = job(url, { RESTIC_REST_USERNAME: "public", REST_PASSWORD_FILE: secret, WAIT_FOR: env.WAIT_FOR ?? "" });
    expect(await box.run("copy.sh", copy)).toMatchObject({ code: 0 });
    expect(ages(copy.RESTIC_REPOSITORY, far)).toEqual([0, 0]);
  });
});

const sshd = ["/usr/sbin/sshd"].find((file) => existsSync(file));

describeReal("copy.sh to a real SFTP server", { restic: resticProgram, sshd, "ssh-keygen": onPath("ssh-keygen") }, () => {
  const user = userInfo().username;
  let port = 0;
  let env: Environment & { RESTIC_REPOSITORY: string } = job("");

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
    env = job(repository(near, [1, 0]), {
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
    expect(ages(box.path("far-side"), far)).toEqual([1, 0]);
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

describeReal("copy.sh killed half way", { restic: resticProgram }, () => {
  test.each(["SIGTERM", "SIGKILL"] as const)("by %s, and the next run goes through", async (signal) => {
    const source = repository(near, []);
    for (let index = 0; index < 6; index++) box.file(`bulk/${index}`, randomBytes(16 << 20));
    expect(box.restic(source, near, ["backup", "--host", "h", "--tag", "t", box.path("bulk")])).toMatchObject({ code: 0 });
    const env = job(source);
    const child = box.script("copy.sh", env);
    const done = outcome(child);
    const data = join(env.RESTIC_REPOSITORY, "data");
    await until(() => existsSync(data) && filesBelow(data).length > 0, 2);
    if (signal === "SIGTERM") child.kill(signal);
    else signalGroup(child, signal);
    expect((await done).code).toBe(signal === "SIGTERM" ? 143 : null);
    expect(box.snapshots(env.RESTIC_REPOSITORY, far)).toEqual([]);
    expect(await box.run("copy.sh", env)).toMatchObject({ code: 0 });
    expect(box.restic(env.RESTIC_REPOSITORY, far, ["check", "--read-data"])).toMatchObject({ code: 0 });
  });
});
