import { spawn } from "node:child_process";
import { join } from "node:path";
import { createServer, type Server, type TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { day, pairFor } from "../../../support/certificates";
import { withPi } from "../../../support/machines";
import { podsOf } from "../../../support/pods";
import { type Done, freePort, Sandbox, services } from "../../../support/real";
import { mvp, stackOf, whole } from "../../../support/stack";

const box = new Sandbox();
const script = join(services, "ops/certificates/certificates.mjs");
const inDays = (days: number) => new Date(Date.now() + days * day);

/** Not spawnSync: the sites stand in this process. */
const look = (env: Readonly<Record<string, string>>): Promise<Done> =>
  new Promise((resolve) => {
    let stderr = "";
    const child = spawn(process.execPath, [script], {
      env: { TRIES: "1", PAUSE_SECONDS: "0", ...env },
      stdio: ["ignore", "ignore", "pipe"],
    });
    child.stderr.on("data", (data) => (stderr += data));
    child.on("close", (code) => resolve({ code, stdout: "", stderr }));
  });

async function file(name: string, ...ends: number[]): Promise<string> {
  const pairs = await Promise.all(ends.map((days) => pairFor(name, inDays(-600), inDays(days + 0.5))));
  return box.file(`${name}/tls.crt`, pairs.map(({ certificate }) => certificate).join("\n"));
}

afterAll(() => box.end());

describe("certificates.mjs and the files of our own authority", () => {
  const ofFiles = (...files: string[]) => look({ CERTIFICATES: files.join(" "), CERTIFICATE_DAYS: "60" });

  test("is content while each lasts", async () => {
    const [one, other] = [await file("postgres", 61), await file("mongodb", 700)];
    expect(await ofFiles(one, other)).toMatchObject({
      code: 0,
      stderr: `certificates: ${one}: 61 days left\ncertificates: ${other}: 700 days left\n`,
    });
  });

  test("fails while there is still time, names the certificate and says what to type", async () => {
    const [one, other] = [await file("frps", 59), await file("frpc", 700)];
    const { code, stderr } = await ofFiles(one, other);
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining(`${one} ends in 59 days, and 60 are wanted: on your own machine, mk360 secrets renew --apply`),
    ]);
    expect(stderr).toContain(`${other}: 700 days left`);
  });

  test.each([
    ["one that has ended", async () => file("ended", -3), "ended 3 days ago"],
    ["two in one file, of which one ends", async () => file("both", 400, 20), "ends in 20 days"],
    ["a file that holds none", async () => box.file("empty/tls.crt", "not one\n"), "holds no certificate"],
    ["a file that is not there", async () => box.path("nowhere"), "nowhere"],
  ])("fails for %s", async (_, path, why) => {
    expect(await ofFiles(await path())).toMatchObject({ code: 1, stderr: expect.stringContaining(why) });
  });

  test.each(["", "0", "soon"])("refuses CERTIFICATE_DAYS=%j", async (days) => {
    expect(await look({ CERTIFICATES: await file("fine", 700), CERTIFICATE_DAYS: days })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("CERTIFICATE_DAYS"),
    });
  });

  test("fails when it is told to look at nothing", async () => {
    expect((await look({ CERTIFICATE_DAYS: "60" })).code).toBe(1);
  });
});

describe("certificates.mjs and the sites behind the VPN", () => {
  const ends: Record<string, number> = { "mail.mk360.de": 16, "logs.mk360.de": 14, "ended.mk360.de": -1 };
  let proxy: Server;
  let port = 0;

  beforeAll(async () => {
    const pairs = new Map(
      await Promise.all(
        Object.entries(ends).map(async ([host, days]) => [host, await pairFor(host, inDays(-30), inDays(days + 0.5))] as const),
      ),
    );
    const other = await pairFor("other.mk360.de", inDays(-1), inDays(80));
    port = await freePort();
    const { createSecureContext } = await import("node:tls");
    const context = ({ certificate: cert, key }: { certificate: string; key: string }) => createSecureContext({ cert, key });
    // As a proxy: by the name that is asked for, and by no other.
    proxy = createServer({
      SNICallback: (name, done) =>
        name === "refused.mk360.de" ? done(new Error("unknown")) : done(null, context(pairs.get(name) ?? other)),
    });
    proxy.on("secureConnection", (socket: TLSSocket) => socket.on("error", () => undefined));
    await new Promise<void>((resolve) => proxy.listen(port, "127.0.0.1", resolve));
  });

  afterAll(() => new Promise((resolve) => proxy.close(resolve)));

  const ofSites = (...hosts: string[]) => look({ SITES: hosts.map((host) => `${host}@127.0.0.1:${port}`).join(" "), SITE_DAYS: "15" });

  test("is content with one that was renewed in time", async () => {
    expect(await ofSites("mail.mk360.de")).toMatchObject({ code: 0, stderr: expect.stringContaining("16 days left") });
  });

  test.each([
    ["logs.mk360.de", "ends in 14 days, and 15 are wanted"],
    ["ended.mk360.de", "ended 1 days ago"],
    ["unknown.mk360.de", "shows a certificate for another name"],
    ["refused.mk360.de", ":"],
  ])("fails for %s", async (host, why) => {
    const { code, stderr } = await ofSites("mail.mk360.de", host);
    expect([code, stderr]).toEqual([1, expect.stringContaining(why)]);
    expect(stderr).toContain(`certificates: ${host}@`);
  });

  test("fails where nobody answers", async () => {
    const nobody = await freePort();
    expect(await look({ SITES: `mail.mk360.de@127.0.0.1:${nobody}`, SITE_DAYS: "15" })).toMatchObject({ code: 1 });
  });

  test("asks again, because a pod is let out a moment after its start", async () => {
    const late = await freePort();
    const looked = look({ SITES: `mail.mk360.de@127.0.0.1:${late}`, SITE_DAYS: "15", TRIES: "20", PAUSE_SECONDS: "0.2" });
    const pair = await pairFor("mail.mk360.de", inDays(-1), inDays(60));
    const server = createServer({ cert: pair.certificate, key: pair.key }).listen(late, "127.0.0.1");
    expect((await looked).code).toBe(0);
    server.close();
  });
});

describe("who looks at what", () => {
  const looks = (objects: typeof whole.objects) =>
    podsOf(objects)
      .filter(({ name }) => name.startsWith("certificates-"))
      .map(({ name, spec }) => {
        const [main] = spec.containers;
        const env = new Map((main?.env ?? []).map((each) => [each.name, each.value ?? ""]));
        return { name, spec, words: (key: string) => (env.get(key) ?? "").split(/\s+/).filter(Boolean) };
      });

  test.each([
    ["phase 3", whole],
    ["phase 1", mvp],
  ])("each certificate of our own authority that a pod holds is looked at, in %s", (_, { objects, stack }) => {
    const held = [...stack.credentials.keys()].flatMap(({ name, keys }) =>
      Object.entries(keys).flatMap(([key, origin]) =>
        origin.kind === "certificate" && origin.part === "certificate" ? [`/secrets/${name}/${key}`] : [],
      ),
    );
    const looked = looks(objects).flatMap(({ words }) => words("CERTIFICATES"));
    expect(looked.filter((path) => !path.includes("internal-ca")).sort()).toEqual(held.sort());
    expect(looked).toContain("/secrets/internal-ca/ca.crt");
  });

  test("what the owner moves to another machine is looked at there, and what stays where it was", () => {
    const { jobs } = stackOf(withPi({ runs: ["mongodb"] }));
    const found = jobs.filter(({ name }) => name.startsWith("certificates-storage")).map(({ name, machine }) => [name, machine]);
    expect(found).toEqual([
      ["certificates-storage", "vps"],
      ["certificates-storage-on-pi", "pi"],
    ]);
  });

  test("no key comes to where it was not before: a look mounts certificates alone", () => {
    const items = looks(whole.objects).flatMap(({ spec }) =>
      (spec.volumes ?? []).flatMap(({ secret }) => secret?.items?.map(({ key }) => key) ?? []),
    );
    expect(items.length).toBeGreaterThan(5);
    expect(items.filter((key) => !["tls.crt", "ca.crt", "token"].includes(key))).toEqual([]);
  });

  test("every site that Uptime Kuma cannot see is looked at, at each proxy that serves it", () => {
    const sites = looks(whole.objects).flatMap(({ words }) => words("SITES"));
    // From generated/docs/services.md of the shipped configuration, which people read.
    expect(sites.map((site) => site.replace(/\.svc\.cluster\.local:8443$/, "")).sort()).toEqual([
      "adguard.mk360.de@caddy-home.home",
      "adguard.mk360.de@caddy-private.edge",
      "logs.mk360.de@caddy-private.edge",
      "mail.mk360.de@caddy-private.edge",
      "netdata-nas.mk360.de@caddy-private.edge",
      "netdata.mk360.de@caddy-private.edge",
      "paperless-gpt.mk360.de@caddy-private.edge",
      "private-docs.mk360.de@caddy-private.edge",
      "status-admin.mk360.de@caddy-private.edge",
      "unifi.mk360.de@caddy-private.edge",
      "vault-business-admin.mk360.de@caddy-private.edge",
      "vault-private.mk360.de@caddy-home.home",
      "vault-private.mk360.de@caddy-private.edge",
    ]);
  });

  test("each tells Uptime Kuma of its good end", () => {
    const jobs = stackOf({ phase: 3 }).jobs.filter(({ name }) => name.startsWith("certificates-"));
    expect(jobs.map(({ watched }) => watched?.service)).toEqual(jobs.map(() => "uptime-kuma"));
    expect(jobs.length).toBe(5);
  });
});
