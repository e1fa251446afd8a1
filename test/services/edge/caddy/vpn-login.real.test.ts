import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { caddyfile } from "../../../../charts/services/edge/caddy/caddyfile";
import { describeReal, Sandbox } from "../../../support/real";
import { caddy, RunningCaddy, vpnSitesLogin } from "../../../support/running-caddy";
import { stackOf } from "../../../support/stack";

/** The four that know no users (the owner's plan, and issue "the edge"); every other VPN site has its own login. */
const behindIt = ["logs", "netdata-nas", "netdata", "paperless-gpt"].map((name) => `${name}.mk360.de`);

describeReal("the login before VPN sites that have none, with a real Caddy", { caddy }, () => {
  const box = new Sandbox();
  const stack = stackOf({ phase: 3 });
  const running = new RunningCaddy((_, answer) => answer.end("the service"));
  const basic = (user: string, password: string) => ({
    headers: { Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` },
  });
  const { user, password } = vpnSitesLogin;

  beforeAll(() => running.start(box, "vpn.caddyfile", caddyfile("vpn")(stack).replace("/data/caddy", box.path("data"))));
  afterAll(async () => {
    await running.end();
    await box.end();
  });

  test("is asked for at those four, and nowhere else", async () => {
    const asking = [];
    for (const { host } of stack.routes.filter(({ reach }) => reach === "vpn"))
      if ((await running.ask("/", { host })).status === 401) asking.push(host);
    expect(asking.sort()).toEqual(behindIt);
  });

  test.each(behindIt)("%s lets the owner in, and its program never sees the password", async (host) => {
    expect(await running.ask("/a?b=c", { host, ...basic(user, password) })).toMatchObject({ status: 200, reached: "/a?b=c" });
    expect(running.seen.at(-1)?.headers.authorization).toBeUndefined();
  });

  test.each(behindIt)("%s lets in nobody with another name or password, whatever the path", async (host) => {
    for (const wrong of [basic(user, "guessed"), basic("admin", password), basic(user, ""), {}])
      for (const path of ["/", "/api/v1/info", "//a/../b"]) expect((await running.ask(path, { host, ...wrong })).reached).toBeUndefined();
  });
});
