import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Authority } from "../../support/authority";
import { describeReal, onlyIfThere, onPath, Sandbox, services as scripts } from "../../support/real";
import { PodOfDist } from "./pod-of-dist";

const program = process.env.STANDIN_BIN;

const services = readFileSync(join(__dirname, "service.go"), "utf8")
  .split("\n")
  .flatMap((line) => (/^\t"[a-z0-9-]+": +\{(.*)\},$/.exec(line)?.[1] ?? "").split(", "))
  .filter((name) => name !== "")
  .map((name) => name.replaceAll('"', ""));

const programs = {
  standin: program && onlyIfThere(program),
  unshare: onPath("unshare"),
  openssl: onPath("openssl"),
  "Node 24": process.env.NODE24_BIN,
};

describeReal("the stand-in", programs, () => {
  const box = new Sandbox();
  const secrets: Record<string, string> = {};
  beforeAll(() => {
    const authority = new Authority(box, "internal");
    secrets["/secrets/internal-ca/ca.crt"] = authority.certificate;
    for (const [name, host] of [
      ["mongodb-tls", "mongodb.storage.svc.cluster.local"],
      ["frps-tls", "frps.edge.svc.cluster.local"],
      ["frpc-tls", "frpc"],
    ] as const) {
      const { certificate, key } = authority.leaf(host);
      secrets[`/secrets/${name}/tls.crt`] = certificate;
      secrets[`/secrets/${name}/tls.key`] = key;
      secrets[`/secrets/${name}/tls.pem`] = `${certificate}${key}`;
    }
  });
  afterAll(() => box.end());
  const pod = (service: string) => new PodOfDist(box, program ?? "", service, secrets);

  test.each(services.filter((name) => !name.startsWith("netdata")))("%s takes its pod as dist declares it", async (service) => {
    const { said } = await pod(service).start();
    expect(said).not.toContain("refused");
    expect(said).toMatch(/: ready$|: not yet: /m);
  });

  test.each([
    ["vaultwarden-private", "/data/db.sqlite3"],
    ["uptime-kuma", "/app/data/kuma.db"],
    ["paperless-gpt", "/app/db/modification_history.db"],
  ])("%s leaves a database that its backup can dump", async (service, path) => {
    await pod(service).start();
    const env = { SQLITE_SOURCE: box.path(service, path), DUMP_DIRECTORY: box.folder("dumps") };
    const done = box.run(process.env.NODE24_BIN ?? "", [join(scripts, "backup/dump-sqlite.mjs")], env);
    expect([done.code, done.stderr]).toEqual([0, expect.stringContaining("holds 1 tables")]);
  });

  test.each([
    ["another user", "tika", { user: 1000 }, "runs as 1000:35002, and the image knows 35002:35002"],
    ["root, where any other user would do", "dozzle", { user: 0 }, "runs as root"],
    [
      "no secret",
      "n8n",
      { secrets: { "/secrets/n8n-encryption/key": undefined } },
      "N8N_ENCRYPTION_KEY_FILE names a file that cannot be read",
    ],
    ["an empty secret", "n8n", { secrets: { "/secrets/n8n-encryption/key": "\n" } }, "/secrets/n8n-encryption/key, which is empty"],
    [
      "no authority",
      "mongodb",
      { secrets: { "/secrets/internal-ca/ca.crt": undefined } },
      "no mounted file is /^\\/secrets\\/internal-ca\\/ca\\.crt$/",
    ],
    [
      "a variable that breaks it",
      "uptime-kuma",
      { env: { UPTIME_KUMA_DB_TYPE: "mariadb" } },
      'UPTIME_KUMA_DB_TYPE is "mariadb", and must be sqlite',
    ],
    ["a variable that is missing", "gotenberg", { env: { HOME: undefined } }, "HOME is not set, and must be /home/gotenberg"],
    ["a variable that it must never have", "n8n", { env: { WEBHOOK_URL: "https://x" } }, "WEBHOOK_URL is set: deprecated in 2.41"],
    ["a secret in the clear beside its file", "n8n", { env: { N8N_SMTP_PASS: "x" } }, "N8N_SMTP_PASS and N8N_SMTP_PASS_FILE are both set"],
    ["a secret of a variable that is empty", "opensign-server", { env: { MASTER_KEY: "" } }, "MASTER_KEY holds no secret"],
    ["a word that is missing", "gotenberg", { args: ["gotenberg"] }, "no word of its command is --chromium-disable-javascript=true"],
    [
      "a folder that goes with the pod",
      "uptime-kuma",
      { unmounted: ["/app/data"] },
      "/app/data is no mount of its own, and goes with the pod",
    ],
    ["a folder that it cannot write", "tika", { unmounted: ["/tmp"] }, "/tmp cannot be written"],
    ["a root that is read-only", "roundcube", { readOnlyRoot: true }, "its root file system is read-only"],
  ] as const)("refuses %s, and says which (%s)", async (_, service, changed, said) => {
    const ended = await pod(service).start(changed);
    expect(ended.code).toBe(3);
    expect(ended.said).toMatch(/^refused: /m);
    expect(ended.said).toContain(said);
  });
});
