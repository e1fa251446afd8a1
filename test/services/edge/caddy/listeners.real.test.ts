import { request } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { caddyfile } from "../../../../charts/services/edge/caddy/caddyfile";
import { CaddyWithTls } from "../../../support/caddy-with-tls";
import { describeReal, Sandbox } from "../../../support/real";
import { caddy } from "../../../support/running-caddy";
import { stackOf } from "../../../support/stack";

describeReal("what the public proxy answers on its own ports, with a real Caddy", { caddy }, () => {
  const box = new Sandbox();
  const running = new CaddyWithTls((_, answer) => answer.end("the service"));
  const host = "crm.mk360.de";

  beforeAll(() => running.start(box, "public.caddyfile", caddyfile("internet")(stackOf({ phase: 3 }))));
  afterAll(async () => {
    await running.end();
    await box.end();
  });

  /** What port 80 answers, and where it leads. */
  const plain = (name: string, path = "/") =>
    new Promise<string>((resolve, reject) => {
      request({ host: "127.0.0.1", port: running.http, path, headers: { Host: name } }, (answer) => {
        answer.resume().on("end", () => resolve(`${answer.statusCode} ${answer.headers.location ?? ""}`.trim()));
      })
        .on("error", reject)
        .end();
    });

  test("TLS 1.3 is spoken, and nothing older", async () => {
    expect(await Promise.all([running.greets({ host }), running.greets({ host, newest: "TLSv1.2" })])).toEqual(["TLSv1.3", undefined]);
  });

  test("a name that is none of ours gets no certificate", async () => {
    expect(await running.greets({ host: "vault-private.mk360.de" })).toBeUndefined();
    expect(await running.greets({ host: "nobody.example" })).toBeUndefined();
  });

  test("a request for another name than the greeting's is answered with 404", async () => {
    expect((await running.ask({ host, asking: "nobody.example" })).status).toBe(404);
    expect((await running.ask({ host })).status).toBe(200);
  });

  test("port 80 leads to TLS for the names that are ours, and is 404 for all others", async () => {
    expect(await plain(host, "/a?b=c")).toMatch(/^308 https:\/\/crm\.mk360\.de(:\d+)?\/a\?b=c$/);
    expect(await plain("nobody.example")).toBe("404");
    expect(await plain("127.0.0.1")).toBe("404");
  });

  test("headers of more than 64 KB are refused, fewer are passed on", async () => {
    const status = (bytes: number) => running.ask({ host, headers: { "X-Long": "x".repeat(bytes) } }).then((answer) => answer.status);
    expect(await status(40_000)).toBe(200);
    expect(await status(80_000)).toBe(431);
  });

  test("whoever begins a request and does not go on is cut off after ten seconds", async () => {
    const began = Date.now();
    await new Promise((resolve) => {
      const slow = connect(running.http, "127.0.0.1", () => slow.write("GET / HTTP/1.1\r\nHost: nobody.example\r\nX-Slow: "));
      slow.on("close", resolve).resume();
    });
    expect((Date.now() - began) / 1000).toBeGreaterThan(8);
    expect((Date.now() - began) / 1000).toBeLessThan(60);
  });
});
