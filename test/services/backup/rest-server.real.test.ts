import { createHash, randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Repositories } from "./repositories";
import {
  describeReal,
  type Environment,
  freePort,
  named,
  onPath,
  reason,
  resticImage,
  resticProgram,
  resticVersion,
  Sandbox,
} from "./restic";

const box = new Sandbox();
const made = new Repositories(box);
afterAll(() => box.end());

const restServer = named("REST_SERVER_BIN") ?? onPath("rest-server") ?? onPath("restic-rest-server");
// Older ones do not take the user and the password of a rest-server from their environment.
const knowsLogin = resticProgram !== undefined && resticVersion() >= 17;
if (resticProgram && !knowsLogin) test.skip("an append-only rest-server: left out, restic before 0.17 is too old", () => undefined);
const describeServer = resticProgram && !knowsLogin ? () => undefined : describeReal;

describeServer("an append-only rest-server", { ...resticImage, "rest-server": restServer }, () => {
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
      RESTIC_PASSWORD_FILE: made.near,
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
    expect(box.snapshots(join(root, "public/k3s"), made.near)).toHaveLength(2);
  });

  test("several that find no repository at one time all save, and it opens afterwards", async () => {
    const names = ["a", "b", "c", "d", "e", "f"];
    const together = { ...env, RESTIC_REPOSITORY: `${url}-together` };
    const done = await Promise.all(names.map((name) => box.run("backup.sh", { ...together, BACKUP_TAG: name })));
    expect(done.map(({ code }) => code)).toEqual(names.map(() => 0));
    expect(readdirSync(join(root, "public/k3s-together/keys"))).toHaveLength(1);
    expect(box.snapshots(join(root, "public/k3s-together"), made.near)).toHaveLength(names.length);
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
    const forget = { ...env, KEEP_WITHIN: "1h", KEEP_FLOOR: "1", OWNED_TAGS: "t", FORGET_JOB: "forget-public" };
    made.add(join(root, "public/k3s"), [20]);
    expect(await box.run("forget.sh", forget)).toMatchObject({ code: 1 });
    expect(box.snapshots(join(root, "public/k3s"), made.near)).toHaveLength(3);
    expect(await box.run("forget.sh", { ...forget, RESTIC_REPOSITORY: join(root, "public/k3s") })).toMatchObject({ code: 0 });
    expect(box.snapshots(join(root, "public/k3s"), made.near)).toHaveLength(2);
    expect(await box.run("check.sh", env)).toMatchObject({ code: 0 });
    const copy = made.copyOf(url, { RESTIC_REST_USERNAME: "public", REST_PASSWORD_FILE: secret, WAIT_FOR: env.WAIT_FOR ?? "" });
    expect(await box.run("copy.sh", copy)).toMatchObject({ code: 0 });
    expect(made.ages(copy.RESTIC_REPOSITORY, made.far)).toEqual([0, 0]);
  });
});
