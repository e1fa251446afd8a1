import { mkdirSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { monitorsDocument } from "../../../../charts/facts/monitors";
import { caddyfile } from "../../../../charts/services/edge/caddy/caddyfile";
import { loginsDirectory } from "../../../../charts/services/edge/caddy/caddyfile-log";
import { day, pairFor } from "../../../support/certificates";
import { describeReal, freePort, Sandbox, until } from "../../../support/real";
import { caddy } from "../../../support/running-caddy";
import { stackOf } from "../../../support/stack";

describeReal("renewal with a real Caddy", { caddy }, () => {
  const box = new Sandbox();
  const stack = stackOf({ phase: 3 });
  const [warnsAt = 0] = monitorsDocument(stack).settings.tlsExpiryNotifyDays;
  let log: () => string;

  /** One that Uptime Kuma has not yet warned of, and one that has lived for a third of its time. */
  const certificates = [90, 64, 45].flatMap((lifetime) => [
    { host: `due-${lifetime}.example.org`, lifetime, left: warnsAt + 2 },
    { host: `young-${lifetime}.example.org`, lifetime, left: (lifetime * 2) / 3 },
  ]);

  beforeAll(async () => {
    const [http, https, nobody] = [await freePort(), await freePort(), await freePort()];
    // The authority does not answer: only that Caddy asks it counts here.
    const authority = `127.0.0.1:${nobody}`;
    for (const { host, lifetime, left } of certificates) {
      const ends = Date.now() + left * day;
      const { certificate, key } = await pairFor(host, new Date(ends - lifetime * day), new Date(ends));
      const place = `data/certificates/${authority.replace(":", "-")}-directory/${host}/${host}`;
      mkdirSync(box.path(place, ".."), { recursive: true });
      box.file(`${place}.crt`, certificate);
      box.file(`${place}.key`, key);
      box.file(`${place}.json`, JSON.stringify({ sans: [host], issuer_data: { url: `https://${authority}/certificate` } }));
    }
    const [global = ""] = caddyfile("internet")(stack).split("\n\n");
    const settings = global
      .replace("http_port 8080", `http_port ${http}\n\tacme_ca https://${authority}/directory`)
      .replace("https_port 8443", `https_port ${https}`)
      .replace("/data/caddy", box.path("data"))
      .replace(loginsDirectory, box.folder("logs"));
    const sites = certificates.map(({ host }) => `${host} {\n\trespond ok\n}`);
    const file = box.file("caddyfile", `${[settings, ...sites].join("\n\n")}\n`);
    const started = box.start(caddy ?? "", ["run", "--adapter", "caddyfile", "--config", file], { XDG_DATA_HOME: box.folder("xdg") });
    log = started.log;
    await until(() => started.child.exitCode !== null || log().includes("serving initial configuration"), 40);
    // It looks at all of them as it starts; what is due is told of with the names.
    await until(() => started.child.exitCode !== null || certificates.every(({ host }) => !isDue(host) || renewed(host)), 20).catch(
      () => undefined,
    );
    if (started.child.exitCode !== null) throw new Error(log());
  });

  afterAll(() => box.end());

  const isDue = (host: string) => host.startsWith("due-");
  const renewed = (host: string) =>
    log()
      .split("\n")
      .some((line) => line.includes(host) && /needs renewal|in configured renewal window|renewing certificate/.test(line));

  test.each(certificates.filter(({ host }) => isDue(host)))(
    "one of $lifetime days is ordered anew while $left days are left, before anybody is told",
    ({ host }) => {
      expect(renewed(host)).toBe(true);
    },
  );

  test.each(certificates.filter(({ host }) => !isDue(host)))("one of $lifetime days with $left left is let alone", ({ host }) => {
    expect(renewed(host)).toBe(false);
  });
});
