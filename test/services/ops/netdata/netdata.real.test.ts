import { chmodSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { load } from "js-yaml";
import { filesNamed } from "../../../support/pods";
import { describeReal, freePort, onlyIfThere, onPath, Sandbox, services, shells, until } from "../../../support/real";
import { whole } from "../../../support/stack";

const scripts = join(services, "ops/netdata");
const folders = { top: "top", "go.d": "go-d", "health.d": "health-d" } as const;

/** Writes the settings of dist where the script finds them, with folders of this machine in place of the pod's. */
function unfinished(box: Sandbox, change = (text: string) => text): string {
  for (const [folder, slug] of Object.entries(folders)) {
    const files = filesNamed(whole.objects, `netdata-vps-render-netdata-vps-settings-${slug}`);
    for (const [name, text] of Object.entries(files)) {
      box.file(
        `settings/${folder}/${name}`,
        change(text)
          .replaceAll("/secrets/", `${box.path("secrets")}/`)
          .replaceAll("/etc/netdata/", `${box.path("etc")}/`),
      );
    }
  }
  for (const name of ["netdata-postgres", "netdata-redis-business", "netdata-redis-private"])
    box.file(`secrets/${name}/password`, `secret of ${name}\n`);
  box.file("secrets/alarm-webhook/header", "Authorization: Bearer abc\n");
  return box.path("settings");
}

describe.each(shells)("render-netdata.sh with %s", (shell, program) => {
  describeReal(`render-netdata.sh, ${shell}`, { [shell]: program }, () => {
    const box = new Sandbox();
    afterAll(() => box.end());
    const render = () => box.script(shell, [join(scripts, "render-netdata.sh"), unfinished(box), box.path("etc")]);
    const written = (name: string) => readFileSync(box.path("etc", name), "utf8");

    test("puts every secret in its place, in settings that are YAML", () => {
      expect(render()).toMatchObject({ code: 0, stderr: "" });
      const [postgres] = (load(written("go.d/postgres.conf")) as { jobs: { dsn: string }[] }).jobs;
      expect(postgres?.dsn).toContain("password=secret of netdata-postgres sslmode=verify-full");
      const { jobs } = load(written("go.d/redis.conf")) as { jobs: { name: string; username: string; password: string }[] };
      expect(jobs.map(({ name, username, password }) => [name, username, password])).toEqual([
        ["redis-business", "netdata", "secret of netdata-redis-business"],
        ["redis-private", "netdata", "secret of netdata-redis-private"],
      ]);
      expect(written("webhook-header")).toBe("Authorization: Bearer abc\n");
      expect(written("netdata.conf")).not.toContain("{{");
    });

    test("shows them to nobody else, and lets the mail program be called", () => {
      render();
      expect(statSync(box.path("etc/go.d/postgres.conf")).mode & 0o007).toBe(0);
      expect(statSync(box.path("etc/sendmail")).mode & 0o100).toBe(0o100);
    });

    test("fails for a secret that is empty", () => {
      const settings = unfinished(box);
      box.file("secrets/netdata-postgres/password", "");
      const done = box.script(shell, [join(scripts, "render-netdata.sh"), settings, box.path("etc")]);
      expect([done.code, done.stderr.includes("netdata-postgres/password is missing or empty")]).toEqual([1, true]);
    });
  });
});

const plugins = "/usr/lib/netdata/plugins.d";
const programs = { netdata: onPath("netdata"), curl: onPath("curl"), "alarm-notify.sh": onlyIfThere(join(plugins, "alarm-notify.sh")) };

describeReal("Netdata with our settings", programs, () => {
  const box = new Sandbox();
  let port = 0;
  let webhook: Server;
  let webhookPort = 0;
  const told: { header: string; body: string }[] = [];

  beforeAll(async () => {
    port = await freePort();
    webhook = createServer((incoming: IncomingMessage, answer) => {
      let body = "";
      incoming.on("data", (data) => (body += data));
      incoming.on("end", () => {
        told.push({ header: incoming.headers.authorization ?? "", body });
        answer.end("ok");
      });
    });
    webhookPort = await new Promise<number>((resolve) => {
      webhook.listen(0, "127.0.0.1", () => resolve((webhook.address() as { port: number }).port));
    });
    const settings = unfinished(box, (text) =>
      text
        .replace("bind to = *:19999", `bind to = 127.0.0.1:${port}`)
        .replace("run as user = netdata", "run as user = root")
        .replace(/WEBHOOK_URL="[^"]*"/, `WEBHOOK_URL="http://127.0.0.1:${webhookPort}/webhook"`),
    );
    const done = box.script("dash", [join(scripts, "render-netdata.sh"), settings, box.path("etc")]);
    if (done.code !== 0) throw new Error(done.stderr);
    for (const folder of ["cache", "lib", "log", "home"]) mkdirSync(box.path(folder));
    const directories = ["config", "cache", "lib", "log", "home"].map(
      (name) => `    ${name} = ${box.path(name === "config" ? "etc" : name)}`,
    );
    box.file(
      "etc/netdata.conf",
      `${readFileSync(box.path("etc/netdata.conf"), "utf8")}\n[directories]\n${directories.join("\n")}\n[logs]\n    error = stderr\n`,
    );
    const { child, log } = box.start(programs.netdata ?? "", ["-D", "-c", box.path("etc/netdata.conf"), "-P", box.path("pid")]);
    await until(async () => child.exitCode !== null || (await info()) === 200, 60);
    if (child.exitCode !== null) throw new Error(log());
  });

  afterAll(async () => {
    webhook.close();
    await box.end();
  });

  const info = () =>
    fetch(`http://127.0.0.1:${port}/api/v1/info`).then(
      ({ status }) => status,
      () => 0,
    );

  test("answers where its probe asks", async () => {
    expect(await info()).toBe(200);
  });

  test("has the owner's three alarms, each with its threshold and ten minutes", async () => {
    const of = async () => {
      const answer = (await (await fetch(`http://127.0.0.1:${port}/api/v1/alarms?all`)).json()) as {
        alarms: Record<string, { name: string; chart: string; warn: string; lookup_after: number; value: number | null }>;
      };
      return Object.values(answer.alarms).filter(({ name }) => name.startsWith("mk360_"));
    };
    await until(async () => new Set((await of()).map(({ name }) => name)).size === 3, 60);
    const found = await of();
    expect(
      [
        ...new Map(found.map(({ name, warn, lookup_after }) => [name, [warn.replace(/[()]/g, "").replace("&gt;", ">"), lookup_after]])),
      ].sort(),
    ).toEqual([
      ["mk360_cpu", ["$this > 80", -600]],
      ["mk360_disk", ["$this > 90", -600]],
      ["mk360_memory", ["$this > 85", -600]],
    ]);
    expect(found.filter(({ name }) => name === "mk360_disk").map(({ chart }) => chart)).toEqual(["disk_space._"]);
  });

  test("tells the owner by mail and n8n by webhook", async () => {
    box.file("etc/sendmail", `#!/bin/sh\ncat >>'${box.path("mail")}'\n`);
    chmodSync(box.path("etc/sendmail"), 0o755);
    // In the background: the webhook's server lives in this very process.
    const { child, log } = box.start(join(plugins, "alarm-notify.sh"), ["test"], {
      NETDATA_USER_CONFIG_DIR: box.path("etc"),
      NETDATA_STOCK_CONFIG_DIR: "/usr/lib/netdata/conf.d",
      NETDATA_CACHE_DIR: box.path("cache"),
    });
    await until(() => child.exitCode !== null, 60);
    expect(log()).toMatch(/sent email notification for: .* is WARNING to 'owner@mk360\.de'/);
    const mail = readFileSync(box.path("mail"), "utf8");
    expect(mail).toContain("owner@mk360.de");
    expect(told.map(({ header }) => header)).toEqual(["Bearer abc", "Bearer abc", "Bearer abc"]);
    expect(told.map(({ body }) => (JSON.parse(body) as { status: string }).status)).toEqual(["WARNING", "CRITICAL", "CLEAR"]);
  });
});
