import { request } from "node:https";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { caddyfile } from "../../../../charts/services/edge/caddy/caddyfile";
import { CaddyWithTls } from "../../../support/caddy-with-tls";
import { describeReal, Sandbox, until } from "../../../support/real";
import { caddy } from "../../../support/running-caddy";
import { stackOf } from "../../../support/stack";

describeReal("clients that are slow, with a real Caddy", { caddy }, () => {
  const box = new Sandbox();
  const page = Buffer.alloc(700_000, "x");
  let given = 0;
  const running = new CaddyWithTls((_, answer) => answer.end(page, () => (given += 1)));

  beforeAll(() => running.start(box, "public.caddyfile", caddyfile("internet")(stackOf({ phase: 3 }))));
  afterAll(async () => {
    await running.end();
    await box.end();
  });

  const open = (host: string, method: "GET" | "POST") =>
    request({
      ...running.address,
      servername: host,
      method,
      rejectUnauthorized: false,
      agent: false,
      headers: { Host: host, ...(method === "POST" ? { "Content-Length": "500000" } : {}) },
    });

  test.each([
    ["crm.mk360.de", 0],
    ["business-docs.mk360.de", 1],
  ])("%s: a form that comes in slowly holds %d workers of the service", async (host, held) => {
    const before = running.seen.length;
    const slow = open(host, "POST").on("error", () => undefined);
    slow.write(Buffer.alloc(100_000, "a"));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(running.seen.length - before).toBe(held);
    const done = new Promise((resolve) => slow.on("response", (answer) => answer.resume().on("end", resolve)));
    slow.end(Buffer.alloc(400_000, "b"));
    await done;
    expect(running.seen.length - before).toBe(1);
  });

  test("a page that is read slowly is given out by Monica at once, and kept by the proxy", async () => {
    const before = given;
    const slow = open("crm.mk360.de", "GET").on("error", () => undefined);
    const answer = await new Promise<{ destroy(): void }>((resolve) => slow.on("response", (response) => resolve(response.pause())).end());
    await until(() => given > before, 10);
    answer.destroy();
  });
});
