import { constants } from "node:http2";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { caddyfile } from "../../../../charts/services/edge/caddy/caddyfile";
import { CaddyWithTls } from "../../../support/caddy-with-tls";
import { amount, podNamed } from "../../../support/pods";
import { describeReal, Sandbox } from "../../../support/real";
import { caddy } from "../../../support/running-caddy";
import { stackOf, whole } from "../../../support/stack";

const files = 100;

/** As its pod has them. */
const containerOf = (name: string) => podNamed(whole.objects, name).spec.containers[0];
const goLimit = (name: string) => containerOf(name)?.env?.find((variable) => variable.name === "GOMEMLIMIT")?.value ?? "";
const memoryOf = (name: string) => amount(containerOf(name)?.resources?.limits?.memory) / 1024 ** 2;

describeReal(`a browser that asks for ${files} files of 100 KB at once, with a real Caddy`, { caddy }, () => {
  const box = new Sandbox();
  const script = Buffer.from(
    Array.from({ length: 100_000 }, (_, at) => "const function return await "[(at * 7 + (at >> 5)) % 28]).join(""),
  );
  const running = new CaddyWithTls((_, answer) => answer.setHeader("Content-Type", "text/javascript").end(script));
  const atHome = new CaddyWithTls((_, answer) => answer.setHeader("Content-Type", "text/javascript").end(script));

  beforeAll(async () => {
    const stack = stackOf({ phase: 3 });
    await running.start(box, "public.caddyfile", caddyfile("internet")(stack), { GOMEMLIMIT: goLimit("caddy-public") });
    await atHome.start(box, "home.caddyfile", caddyfile("lan")(stack), { GOMEMLIMIT: goLimit("caddy-home") });
  });
  afterAll(async () => {
    await Promise.all([running.end(), atHome.end()]);
    await box.end();
  });

  /** All in flight before the first is read: what they took together, as encodings. */
  async function load(proxy: CaddyWithTls, host: string): Promise<string[]> {
    const session = proxy.http2(host);
    const streams = Array.from({ length: files }, (_, at) =>
      session.request({ ":authority": host, ":path": `/${at}.js`, "accept-encoding": "gzip, deflate, br, zstd" }),
    );
    const answers = await Promise.all(
      streams.map(
        (stream) =>
          new Promise<string>((resolve) =>
            stream.on("response", (h) => resolve(`${h[constants.HTTP2_HEADER_CONTENT_ENCODING] ?? "none"}`)),
          ),
      ),
    );
    await Promise.all(streams.map((stream) => new Promise((resolve) => stream.resume().on("close", resolve))));
    session.close();
    return [...new Set(answers)];
  }

  /** What it takes while that is done five times. */
  const took = async (proxy: CaddyWithTls, name: string, host: string, encoding: string) => {
    const most = await proxy.mostMemory(async () => {
      for (let round = 0; round < 5; round += 1) expect(await load(proxy, host)).toEqual([encoding]);
    });
    process.stderr.write(`memory of ${name} with ${files} files at once: ${most.toFixed(0)} of ${memoryOf(name)} MiB\n`);
    return most;
  };

  test("each is compressed, and the proxy stays inside its memory", async () => {
    expect(await took(running, "caddy-public", "business-docs.mk360.de", "gzip")).toBeLessThan(0.75 * memoryOf("caddy-public"));
  });

  test("at home none is, and the small proxy stays inside its memory", async () => {
    expect(await took(atHome, "caddy-home", "vault-private.mk360.de", "none")).toBeLessThan(0.75 * memoryOf("caddy-home"));
  });
});
