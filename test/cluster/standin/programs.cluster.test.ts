import { copyFileSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Authority } from "../../support/authority";
import { describeReal, freePort, onlyIfThere, onPath, Sandbox, services, until } from "../../support/real";

const program = process.env.STANDIN_BIN;
const names = readFileSync(join(__dirname, "names.txt"), "utf8").trim().split("\n");
const programs = { standin: program && onlyIfThere(program), openssl: onPath("openssl"), dash: onPath("dash") };

describeReal("what the stand-in does by other names", programs, () => {
  const box = new Sandbox();
  const user = { uid: 999, gid: 999 };
  const folder = box.folder("bin");
  const at = (name: string) => join(folder, name);
  let authority: Authority;
  beforeAll(() => {
    // Another user does not get into the cache.
    copyFileSync(program ?? "", at("standin"));
    for (const name of names) symlinkSync("standin", at(basename(name)));
    authority = new Authority(box, "internal");
  });
  afterAll(() => box.end());

  /** A server of MongoDB that takes connections, and the port. */
  async function mongod(name: string, ...words: string[]): Promise<number> {
    const port = await freePort();
    mkdirSync(box.path(name), { mode: 0o777 });
    box.run("chown", ["999:999", box.path(name)]);
    const args = ["--dbpath", box.path(name), "--bind_ip", "127.0.0.1", "--port", `${port}`, ...words];
    const { child, log } = box.start(at("mongod"), args, {}, user);
    await until(() => child.exitCode !== null || log().includes("ready"), 20);
    expect(log()).toBe("mongod: ready\n");
    return port;
  }

  const dump = (port: number, env: Record<string, string> = {}) =>
    box.script("dash", [join(services, "backup/dump-mongodb.sh")], {
      PATH: `${folder}:${process.env.PATH}`,
      ...{ MONGO_HOST: "localhost", MONGO_PORT: `${port}`, MONGO_USER: "dump", MONGO_DATABASE: "unifi", WAIT_SECONDS: "2" },
      ...{ MONGO_PASSWORD_FILE: box.file("password", "secret"), DUMP_DIRECTORY: box.folder("dumps"), ...env },
    });

  test("a dump of MongoDB is one that the script takes", async () => {
    const done = dump(await mongod("clear"));
    expect([done.code, done.stderr]).toEqual([0, expect.stringContaining("unifi.archive.gz holds 1 collections")]);
  });

  test("MongoDB with TLS takes no connection in the clear, and none that trusts another authority", async () => {
    const { certificate, key } = authority.leaf("localhost");
    const pem = box.file("tls.pem", `${certificate}${key}`);
    const ca = box.file("ca.crt", authority.certificate);
    const port = await mongod("tls", "--tlsMode=requireTLS", `--tlsCertificateKeyFile=${pem}`, `--tlsCAFile=${ca}`);
    expect(dump(port, { MONGO_CA_FILE: ca }).code).toBe(0);
    const other = dump(port, { MONGO_CA_FILE: box.file("other.crt", new Authority(box, "stranger").certificate) });
    expect([other.code, other.stderr]).toEqual([1, expect.stringContaining("certificate signed by unknown authority")]);
    expect(box.run("curl", ["--silent", "--max-time", "5", `http://localhost:${port}/`]).code).not.toBe(0);
  });

  test("a probe says of each target whether it answers", async () => {
    const [web, line, dns, nobody] = [await freePort(), await freePort(), await freePort(), await freePort()];
    const { log } = box.start(program ?? "", ["serve", "--address", "127.0.0.1", `http:${web}`, `tcp:${line}`, `udp:${dns}`]);
    await until(() => log().includes("serves"), 20);
    const targets = [
      ["web", web, "TCP"],
      ["line", line, "TCP"],
      ["dns", dns, "UDP"],
      ["nobody", nobody, "TCP"],
      ["silent", nobody, "UDP"],
    ].map(([id, port, proto]) => JSON.stringify({ id, host: "127.0.0.1", port, proto }));
    const done = box.run(program ?? "", ["probe", "--timeout", "1000"], {}, targets.join("\n"));
    const answers = done.stdout
      .trim()
      .split("\n")
      .map((each) => JSON.parse(each));
    expect(Object.fromEntries(answers.map(({ id, out }) => [id, out]))).toEqual({
      ...{ web: "ok", line: "ok", dns: "ok", nobody: "refused", silent: "refused" },
    });
    const page = await fetch(`http://127.0.0.1:${web}/some/path`, { headers: { "X-Forwarded-For": "192.0.2.1" } });
    expect(await page.json()).toMatchObject({ path: "/some/path", headers: { "X-Forwarded-For": ["192.0.2.1"] } });
  });

  test("a probe says of a name that nobody knows that it has no address", () => {
    const target = JSON.stringify({ id: 1, host: "nobody.public.svc.cluster.local", port: 80, proto: "TCP" });
    const done = box.run(program ?? "", ["probe", "--resolver", "127.0.0.1", "--timeout", "500"], {}, target);
    expect(JSON.parse(done.stdout)).toMatchObject({ id: 1, out: expect.stringMatching(/^dns: /), ip: "" });
  });
});
