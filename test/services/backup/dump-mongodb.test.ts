import { chmodSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { type Environment, outcome, reason, Sandbox, until } from "./restic";

// A mongodump that writes down how it was called and leaves the archive that the test wants: what the script decides.
const box = new Sandbox();
const bin = box.folder("stub");
const dumps = box.folder("dumps");
const told = box.path("told");
const secret = box.file("secret", "s3cret\n");
const ca = box.file("ca.crt", "a certificate");
chmodSync(
  box.file(
    "stub/mongodump",
    `#!/bin/sh
printf '%s\\n' "$@" >'${told}'
while [ $# -gt 0 ]; do
  case $1 in --config) cat "$2" >'${box.path("config")}'; stat -c %a "$2" >'${box.path("mode")}' ;; --archive=*) to=\${1#--archive=} ;; esac
  shift
done
cat '${box.path("archive")}' >"$to"
cat '${box.path("said")}' >&2
if [ -e '${box.path("hang")}' ]; then exec sleep 60; fi
exit "$(cat '${box.path("code")}')"
`,
  ),
  0o755,
);

let server: Server;
let env: Environment = {};
const run = (changes: Environment = {}) => box.run("dump-mongodb.sh", { ...env, ...changes });
const whole = `${dumps}/opensign.archive.gz`;
const magic = Buffer.from([0x6d, 0xe2, 0x99, 0x81]);

beforeAll(async () => {
  server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  env = {
    PATH: `${bin}:${process.env.PATH ?? ""}`,
    MONGO_HOST: "127.0.0.1",
    MONGO_PORT: `${(server.address() as { port: number }).port}`,
    MONGO_USER: "opensign",
    MONGO_DATABASE: "opensign",
    MONGO_PASSWORD_FILE: secret,
    MONGO_CA_FILE: ca,
    DUMP_DIRECTORY: dumps,
  };
});
afterAll(() => {
  server.close();
  box.end();
});
beforeEach(async () => {
  for (const name of ["dumps", "hang", "told"]) await outcome(box.start("rm", ["-rf", box.path(name)], {}));
  box.folder("dumps");
  box.file("code", "0");
  box.file("archive", gzipSync(Buffer.concat([magic, Buffer.from("and the rest")])));
  box.file("said", "done dumping opensign._User (2 documents)\ndone dumping opensign.contracts_Document (5 documents)\n");
});

describe("a good dump", () => {
  test("gets its own name only when it is whole, and the script says what it holds", async () => {
    const done = await run();
    expect([done.code, reason(done)]).toEqual([0, `dump-mongodb: ${whole} holds 2 collections`]);
    expect(readdirSync(dumps)).toEqual(["opensign.archive.gz"]);
    expect(readFileSync(whole)).toEqual(readFileSync(box.path("archive")));
  });

  test("is made over TLS with the server checked, as the database's own user", async () => {
    await run();
    expect(readFileSync(told, "utf8").split("\n")).toEqual(
      expect.arrayContaining(["--ssl", "--sslCAFile", ca, "--username", "opensign", "--authenticationDatabase", "--db", "--gzip"]),
    );
  });

  test("hands the password over in a file that nobody else reads, and leaves nothing of it behind", async () => {
    await run();
    expect(readFileSync(told, "utf8")).not.toContain("s3cret");
    expect(readFileSync(box.path("config"), "utf8")).toBe('password: "s3cret"\n');
    expect(readFileSync(box.path("mode"), "utf8").trim()).toBe("600");
    expect(readdirSync(box.path("tmp"))).toEqual([]);
  });

  test("replaces the one of yesterday", async () => {
    box.file("dumps/opensign.archive.gz", "old");
    await run();
    expect(readFileSync(whole)).toEqual(readFileSync(box.path("archive")));
  });
});

describe("what is no dump fails, and nothing of it stays", () => {
  const nothingStays = () => expect(readdirSync(dumps)).toEqual([]);

  test("mongodump failed, and its own words are shown", async () => {
    box.file("code", "1");
    box.file("said", "Failed: error connecting\n");
    const done = await run();
    expect([done.code, reason(done)]).toEqual([1, "dump-mongodb: MONGO_DATABASE: mongodump of opensign failed"]);
    expect(done.stderr).toContain("Failed: error connecting");
    nothingStays();
  });

  test("the archive is cut off", async () => {
    box.file("archive", gzipSync(Buffer.concat([magic, Buffer.alloc(1000, "x")])).subarray(0, 20));
    const done = await run();
    expect([done.code, reason(done)]).toEqual([1, "dump-mongodb: the dump of opensign cannot be read back"]);
    nothingStays();
  });

  test("it is whole, but no archive of mongodump", async () => {
    box.file("archive", gzipSync("something else"));
    const done = await run();
    expect([done.code, reason(done)]).toEqual([1, "dump-mongodb: the dump of opensign is no archive of mongodump"]);
    nothingStays();
  });

  test("the database is empty, unless that is right", async () => {
    box.file("said", "");
    const done = await run();
    expect([done.code, reason(done)]).toEqual([
      1,
      "dump-mongodb: MONGO_DATABASE: opensign holds no collection: its service makes them at its first start, so look whether that runs",
    ]);
    nothingStays();
    expect((await run({ ALLOW_EMPTY: "yes" })).code).toBe(0);
  });

  test.each([
    [{ MONGO_DATABASE: "../etc" }, "dump-mongodb: MONGO_DATABASE: ../etc is not a plain name"],
    [{ DUMP_DIRECTORY: "/nowhere" }, "dump-mongodb: DUMP_DIRECTORY: there is no folder /nowhere"],
    [{ MONGO_CA_FILE: "/nowhere" }, "dump-mongodb: MONGO_CA_FILE: there is no file /nowhere"],
    [{ MONGO_PORT: "1", WAIT_SECONDS: "1" }, "dump-mongodb: 127.0.0.1:1 did not answer in time"],
  ])("%j", async (changes, expected) => {
    const done = await run(changes as unknown as Environment);
    expect([done.code, reason(done)]).toEqual([1, expected]);
    expect(existsSync(told)).toBe(false);
  });

  test("a password that would break the file out of its line", async () => {
    const done = await run({ MONGO_PASSWORD_FILE: box.file("odd", 'a"b') });
    expect([done.code, existsSync(told)]).toEqual([1, false]);
  });

  test("SIGTERM in the middle", async () => {
    box.file("hang", "");
    const child = box.script("dump-mongodb.sh", env);
    const done = outcome(child);
    await until(() => existsSync(told));
    child.kill("SIGTERM");
    expect(await done).toMatchObject({ code: 143 });
    nothingStays();
    expect(readdirSync(box.path("tmp"))).toEqual([]);
  });
});
