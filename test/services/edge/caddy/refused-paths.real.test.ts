import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { caddyfile } from "../../../../charts/services/edge/caddy/caddyfile";
import { describeReal, Sandbox } from "../../../support/real";
import { caddy, RunningCaddy } from "../../../support/running-caddy";
import { stackOf } from "../../../support/stack";

/** What the programs behind were seen to answer on (facts of Paperless, OpenSign and Uptime Kuma as they ran). */
const paperless = {
  refused: [
    "/api/auth/login/",
    "/api/auth/headless/browser/v1/auth/login",
    "/api/auth/",
    "/api/auth",
    "/API/Auth/login/",
    "/api//auth/login/",
    "//api/auth/login/",
    "/api%2Fauth%2Flogin/",
    "/%61pi/auth/login/",
    "/api/documents/../auth/login/",
    "/admin/login/",
    "/admin/",
    "/ADMIN/login/",
    "/anything/admin/login/",
    "/a/b/c/admin/login/",
    // Its administration answers wherever the path ends so, also where that is the end of a longer word.
    "/sysadmin/login/",
    "/%61dmin/login/",
    "/admin%2Flogin/",
    "/anything%2fadmin%2flogin/",
    "/admin//login/",
    "/documents/./admin/login/",
    "/admin/login/?next=/documents",
    "/admin/../documents/",
    "/anything/%2e%2e/admin/login/",
  ],
  served: [
    "/",
    "/accounts/login/",
    "/accounts/login/?next=/documents",
    "/api/token/",
    "/api/documents/?page=1&query=admin/",
    "/api/documents/5/download/",
    "/api/authors/",
    "/admin",
    "/administration",
    "/documents/7/details",
    "/static/frontend/de-DE/main.js",
    "/.well-known/change-password",
    "/api/documents/7/notes/..7/",
  ],
};

const sites: readonly {
  readonly listener: "internet" | "vpn" | "lan";
  readonly host: string;
  readonly refused: readonly string[];
  readonly served: readonly string[];
}[] = [
  { listener: "internet", host: "business-docs.mk360.de", ...paperless },
  { listener: "vpn", host: "private-docs.mk360.de", ...paperless },
  {
    listener: "internet",
    host: "sign.mk360.de",
    refused: [
      "/api/app/users",
      "/api/app/users/",
      "/api/app/USERS",
      "/api//app/users",
      "/api/app/%75sers",
      "/api/app%2Fusers",
      "/api/app/functions/usersignup",
      "/api/app/functions/usersignup/",
      "/api/app/batch",
      "/api/app/functions/../users",
      "/api/app/classes/_User",
      "/api/app/classes/_user/",
      "/api/app/classes/contracts_Users",
      "/api/app/classes/contracts_Users/?limit=1",
      "/addadmin",
      "/AddAdmin/",
      "/api/app/functions/addadmin",
      "/api/app/functions/%61ddadmin",
      "/api/app/functions/updateuserasadmin",
    ],
    served: [
      "/api/app/users/me",
      "/api/app/functions/loginuser",
      "/api/app/classes/contracts_Document",
      // Who changes a password of his own.
      "/api/app/classes/_User/abc",
      "/api/app/classes/contracts_Users/abc",
      "/login",
      "/users",
    ],
  },
  {
    listener: "internet",
    host: "crm.mk360.de",
    refused: [
      "/register",
      "/register/",
      "/REGISTER",
      "//register",
      "/%72egister",
      "/vaults/../register",
      "/index.php/register",
      "/INDEX.php/register",
      "/index.php%2Fregister",
      "/index.php",
    ],
    served: ["/", "/login", "/registered", "/vaults/register"],
  },
  {
    listener: "internet",
    host: "status.mk360.de",
    refused: [
      "/dashboard",
      "/dashboard/1",
      "/setup",
      "/manage-status-page",
      "/socket.io/",
      "/Socket.IO/",
      "/socket%2eio/",
      "/metrics",
      "/api/push/x",
    ],
    served: ["/", "/status/status", "/api/status-page/status", "/api/status-page/heartbeat/status", "/api/entry-page", "/assets/index.js"],
  },
  { listener: "vpn", host: "status-admin.mk360.de", refused: [], served: ["/dashboard", "/socket.io/", "/setup"] },
  {
    listener: "lan",
    host: "vault-private.mk360.de",
    refused: ["/admin", "/admin/", "/admin/diagnostics", "/ADMIN", "/%61dmin"],
    served: ["/", "/api/sync", "/api/accounts/admin", "/administrator"],
  },
  { listener: "vpn", host: "vault-private.mk360.de", refused: [], served: ["/", "/admin", "/api/sync"] },
  {
    listener: "internet",
    host: "workflows.mk360.de",
    refused: ["/metrics", "/METRICS", "//metrics", "/rest/owner/setup"],
    served: ["/", "/rest/login"],
  },
];

describeReal("paths that the edge refuses, with a real Caddy of the image's version", { caddy }, () => {
  const box = new Sandbox();
  const stack = stackOf({ phase: 3 });

  afterAll(() => box.end());

  describe.each(["internet", "vpn", "lan"] as const)("the %s proxy", (listener) => {
    const running = new RunningCaddy((_, answer) => answer.end("the service"));
    const own = sites.filter((site) => site.listener === listener);
    const cases = (what: "refused" | "served") => own.flatMap((site) => site[what].map((path) => ({ host: site.host, path })));

    beforeAll(() => running.start(box, `${listener}.caddyfile`, caddyfile(listener)(stack).replace("/data/caddy", box.path("data"))));
    afterAll(() => running.end());

    test("answers 404 to what is refused, however it is written, and the service never sees it", async () => {
      const answers = [];
      for (const { host, path } of cases("refused")) answers.push({ host, path, ...(await running.ask(path, { host })) });
      expect(answers.filter(({ status, reached }) => status !== 404 || reached !== undefined)).toEqual([]);
    });

    test("passes on everything else as it came", async () => {
      const answers = [];
      for (const { host, path } of cases("served")) answers.push({ host, path, ...(await running.ask(path, { host })) });
      const inside = (path: string) => path.replace(/^\/api(?=\/app\/)/, "");
      expect(answers.filter(({ path, status, reached }) => status !== 200 || reached !== inside(path))).toEqual([]);
      expect(answers.length).toBeGreaterThan(2);
    });
  });

  describe("the question of OpenSign's pages who is logged in", () => {
    const running = new RunningCaddy((_, answer, body) => answer.setHeader("x-body", body).end());
    beforeAll(() => running.start(box, "question.caddyfile", caddyfile("internet")(stack).replace("/data/caddy", box.path("data"))));
    afterAll(() => running.end());

    // Written down from parse 8.6.0, which those pages are built with.
    const asks =
      '{"where":{"objectId":"aBc123xyz0"},"limit":1,"_method":"GET","_ApplicationId":"opensign","_ClientVersion":"js8.6.0","_InstallationId":"47492f7a-5949-473f-8907-357c3cca89aa","_SessionToken":"r:0123456789abcdef0123456789abcdef"}';
    const ask = (body: string, headers: Record<string, string> = {}, path = "/api/app/classes/_User") =>
      running.ask(path, { host: "sign.mk360.de", method: "POST", body, headers: { "content-type": "text/plain", ...headers } });
    const long = (body: string) => ({ "content-length": `${Buffer.byteLength(body)}` });

    test("is passed on, with its body and without a session too", async () => {
      const strangers = asks.replace(/,"_SessionToken":"[^"]*"/, "");
      const answers = [await ask(asks, long(asks)), await ask(strangers, long(strangers))];
      expect(answers.map(({ reached, headers }) => [reached, headers["x-body"]])).toEqual([
        ["/app/classes/_User", asks],
        ["/app/classes/_User", strangers],
      ]);
    });

    test.each([
      ["an account", '{"username":"x","password":"y"}'],
      ["the same by the other method", asks.replace('"GET"', '"POST"')],
      ["another question", asks.replace('"limit":1', '"limit":100')],
      ["one more word", asks.replace(/\}$/, ',"username":"x"}')],
      ["something behind it", `${asks}{}`],
      ["nothing", ""],
      ["more than 999 bytes", asks.replace("aBc123xyz0", "a".repeat(1000))],
    ])("with %s is refused, and the service never sees it", async (_, body) => {
      const { status, reached } = await ask(body, long(body));
      expect([status, reached]).toEqual([404, undefined]);
    });

    test("of no length is refused", async () => {
      const { status, reached } = await ask(asks, { "transfer-encoding": "chunked" });
      expect([status, reached]).toEqual([404, undefined]);
    });
  });

  describe("cookies", () => {
    const given = [
      "sessionid=abc; HttpOnly; Path=/; SameSite=Lax",
      "csrftoken=xyz; expires=Sat, 27 Nov 2027 10:00:00 GMT; Max-Age=31449600; Path=/",
      "n8n-auth=q; Path=/; Secure; HttpOnly",
      "a=b; secure",
      "c=insecure; Path=/secure",
    ];
    const running = new RunningCaddy((_, answer) => answer.setHeader("Set-Cookie", given).end());

    beforeAll(() => running.start(box, "cookies.caddyfile", caddyfile("internet")(stack).replace("/data/caddy", box.path("data"))));
    afterAll(() => running.end());

    test.each(["business-docs", "workflows", "sign", "status"])(
      "of %s are Secure when they leave the proxy, each once, and otherwise as the service made them",
      async (name) => {
        const { headers } = await running.ask("/", { host: `${name}.mk360.de` });
        expect(headers["set-cookie"]).toEqual([
          "sessionid=abc; HttpOnly; Path=/; SameSite=Lax; Secure",
          "csrftoken=xyz; expires=Sat, 27 Nov 2027 10:00:00 GMT; Max-Age=31449600; Path=/; Secure",
          "n8n-auth=q; Path=/; HttpOnly; Secure",
          "a=b; Secure",
          "c=insecure; Path=/secure; Secure",
        ]);
      },
    );
  });
});
