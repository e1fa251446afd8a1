import { createServer, type Server } from "node:http";
import { createServer as createTls } from "node:https";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { monitorsDocument } from "../../../../charts/facts/monitors";
import { day, pairFor } from "../../../support/certificates";
import { ofKind, podNamed } from "../../../support/pods";
import { freePort, Sandbox, services, until } from "../../../support/real";
import { SmtpSink } from "../../../support/smtp-sink";
import { mvp, whole } from "../../../support/stack";

const script = join(services, "ops/server-watch/watch-server.mjs");

/** The server as the NAS sees it: it can be stopped and started again. */
class Played {
  private server: Server | undefined;

  constructor(
    private readonly port: number,
    private readonly tls?: { readonly certificate: string; readonly key: string },
  ) {}

  async start(): Promise<void> {
    const refuse = (_: unknown, answer: { statusCode: number; end: () => void }) => {
      answer.statusCode = 401;
      answer.end();
    };
    this.server = this.tls ? createTls({ cert: this.tls.certificate, key: this.tls.key }, refuse) : createServer(refuse);
    await new Promise<void>((resolve) => this.server?.listen(this.port, "127.0.0.1", resolve));
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve) ?? resolve(undefined));
  }
}

describe("watch-server.mjs", () => {
  let box: Sandbox;
  let sink: SmtpSink;
  let [overWireguard, fromInternet]: Played[] = [];
  let ports: Record<"tunnel" | "site" | "mail" | "health", number>;
  let environment: Record<string, string>;

  beforeAll(() => {
    box = new Sandbox();
  });
  beforeEach(async () => {
    const pair = await pairFor("localhost", new Date(Date.now() - day), new Date(Date.now() + day));
    ports = { tunnel: await freePort(), site: await freePort(), mail: await freePort(), health: await freePort() };
    // As k3s: a certificate that nobody here trusts, and no answer without a login but that.
    overWireguard = new Played(ports.tunnel, await pairFor("k3s", new Date(Date.now() - day), new Date(Date.now() + day)));
    fromInternet = new Played(ports.site);
    sink = new SmtpSink(pair, { user: "mailer@example.com", password: "a secret" });
    await Promise.all([overWireguard.start(), fromInternet.start(), sink.listen(ports.mail)]);
    environment = {
      WAYS: `over WireGuard=https://127.0.0.1:${ports.tunnel}/readyz\nfrom the internet=http://127.0.0.1:${ports.site}/`,
      EVERY_SECONDS: "0.2",
      SILENT_SECONDS: "1",
      ANSWER_SECONDS: "2",
      SMTP_HOST: "localhost",
      SMTP_PORT: `${ports.mail}`,
      SMTP_USER: "mailer@example.com",
      MAIL_FROM: "mailer@example.com",
      MAIL_TO: "owner@example.com",
      SMTP_PASSWORD_FILE: box.file("password", "a secret\n"),
      HEALTH_PORT: `${ports.health}`,
      NODE_EXTRA_CA_CERTS: box.file("mail.crt", pair.certificate),
    };
  });
  afterAll(() => box.end());

  const subjects = () => sink.mails.map((mail) => /^Subject: (.*)$/m.exec(mail)?.[1]);
  const pause = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

  async function watching(body: (log: () => string) => Promise<void>): Promise<void> {
    const { child, log } = box.start(process.execPath, [script], environment);
    const closed = new Promise((resolve) => child.once("close", resolve));
    try {
      const well = () =>
        fetch(`http://127.0.0.1:${ports.health}/healthz`).then(
          ({ ok }) => ok,
          () => false,
        );
      await until(async () => child.exitCode !== null || (await well()), 20);
      if (child.exitCode !== null) throw new Error(log());
      await body(log);
    } finally {
      child.kill();
      await closed;
      await Promise.all([overWireguard?.stop(), fromInternet?.stop(), sink.close()]);
    }
  }

  test("says nothing while the server answers, whatever it answers", () =>
    watching(async () => {
      await pause(2.5);
      expect(sink.mails).toEqual([]);
    }));

  test("mails once when the server is stopped, and once when it is started again", () =>
    watching(async () => {
      await Promise.all([overWireguard?.stop(), fromInternet?.stop()]);
      await until(() => sink.mails.length >= 2, 20);
      // Many rounds later there is no third.
      await pause(2);
      expect(subjects().sort()).toEqual(["The server is silent: from the internet", "The server is silent: over WireGuard"]);
      await Promise.all([overWireguard?.start(), fromInternet?.start()]);
      await until(() => sink.mails.length >= 4, 20);
      await pause(1);
      expect(subjects().slice(2).sort()).toEqual(["The server is back: from the internet", "The server is back: over WireGuard"]);
      expect(sink.mails[0]).toMatch(/^To: <owner@example\.com>$/m);
      expect(sink.mails[0]).toMatch(/Since \d{4}-\d\d-\d\d \d\d:\d\d UTC the NAS has had no answer/);
    }));

  test("names the one way that is silent", () =>
    watching(async () => {
      await overWireguard?.stop();
      await until(() => sink.mails.length > 0, 20);
      await pause(2);
      expect(subjects()).toEqual(["The server is silent: over WireGuard"]);
    }));

  test("a restart that is shorter than what counts as silence wakes nobody", () => {
    environment = { ...environment, SILENT_SECONDS: "30" };
    return watching(async () => {
      await fromInternet?.stop();
      await pause(2);
      await fromInternet?.start();
      await pause(1);
      expect(sink.mails).toEqual([]);
    });
  });

  test("a mail that is refused is sent again, and the password is never said", () =>
    watching(async (log) => {
      sink.refusals.push("451 later", "451 later");
      await fromInternet?.stop();
      await until(() => sink.mails.length > 0, 20);
      await pause(1);
      expect(subjects()).toEqual(["The server is silent: from the internet"]);
      expect(log()).toContain("could not be mailed, and is tried again: the mail server says 451 later");
      expect(log()).not.toContain("a secret");
    }));

  test("a server that takes the connection and says nothing is silent too", async () => {
    const { createServer: plain } = await import("node:net");
    await fromInternet?.stop();
    const mute = plain().listen(ports.site, "127.0.0.1");
    const open = new Set<import("node:net").Socket>();
    mute.on("connection", (socket) => open.add(socket.on("error", () => undefined)));
    await watching(async () => {
      await until(() => sink.mails.length > 0, 40);
      expect(subjects()).toEqual(["The server is silent: from the internet"]);
    }).finally(() => {
      for (const socket of open) socket.destroy();
      mute.close();
    });
  });

  test.each(["WAYS", "SMTP_HOST", "MAIL_TO", "SILENT_SECONDS"])("refuses to start without %s", async (name) => {
    const { [name]: _, ...rest } = environment;
    const done = box.run(process.execPath, [script], rest);
    await Promise.all([overWireguard?.stop(), fromInternet?.stop(), sink.close()]);
    expect([done.code, done.stderr]).toEqual([1, `watch-server: ${name} is not set\n`]);
  });

  test.each(["\n", "the server", "=http://10.8.0.1:6443", "the server=10.8.0.1"])(
    "refuses to start with %j, which names no way",
    async (WAYS) => {
      const done = box.run(process.execPath, [script], { ...environment, WAYS });
      await Promise.all([overWireguard?.stop(), fromInternet?.stop(), sink.close()]);
      expect([done.code, done.stderr]).toEqual([1, `watch-server: WAYS=${JSON.stringify(WAYS)} is not "what it is=URL", one a line\n`]);
    },
  );
});

describe("the watch from the NAS", () => {
  const pod = podNamed(mvp.objects, "server-watch");
  const env = new Map((pod.spec.containers[0]?.env ?? []).map(({ name, value }) => [name, value]));

  test("runs on the NAS from the first phase on, and needs no name and no way of the cluster", () => {
    expect(pod.spec.nodeSelector?.["mk360.de/site"]).toBe("nas");
    expect(pod.spec).toMatchObject({ dnsPolicy: "None", dnsConfig: { nameservers: ["192.168.178.1"] } });
    const [policy] = ofKind(mvp.objects, "NetworkPolicy").filter(({ metadata }) => metadata.name === "server-watch-egress");
    const peers = ((policy?.spec as { egress: { to: object[] }[] } | undefined)?.egress ?? []).flatMap(({ to }) => to);
    expect(peers.filter((peer) => !("ipBlock" in peer))).toEqual([]);
  });

  test("asks the server over WireGuard and by a public name, and no image but one that is there anyway", () => {
    expect(env.get("WAYS")?.split("\n")).toEqual([
      "over WireGuard=https://10.77.0.1:6443/readyz",
      "from the internet=https://business-docs.mk360.de/accounts/login/",
    ]);
    const images = new Set(
      mvp.objects.flatMap(({ path, object }) =>
        path.includes("server-watch") ? [] : [...JSON.stringify(object).matchAll(/"image":"([^"]+)"/g)].map(([, image]) => image),
      ),
    );
    expect(images.has(pod.spec.containers[0]?.image)).toBe(true);
  });

  test("is asked by Uptime Kuma in turn, which is how the server hears that the NAS is silent", () => {
    const { monitors } = monitorsDocument(whole.stack);
    expect(monitors.find(({ name }) => name === "server-watch/health")).toMatchObject({
      type: "http",
      url: "http://server-watch.ops.svc.cluster.local:8080/healthz",
      interval: 300,
    });
  });
});
