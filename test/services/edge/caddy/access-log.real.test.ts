import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { caddyfile } from "../../../../charts/services/edge/caddy/caddyfile";
import { describeReal, Sandbox, until } from "../../../support/real";
import { type Asked, caddy, RunningCaddy } from "../../../support/running-caddy";
import { stackOf } from "../../../support/stack";

/** Addresses whose rest opens something by itself, as the programs make them; the log ends at the bar. */
const secretAddresses: Readonly<Record<string, readonly string[]>> = {
  "business-docs": ["/share/|SECRET", "/accounts/password/reset/key/|4-SECRET/", "/accounts/confirm-email/|SECRET/"],
  "private-docs": ["/share/|SECRET"],
  workflows: ["/webhook/|SECRET", "/webhook-test/|SECRET/more", "/form/|SECRET", "/mcp/|SECRET"],
  webhooks: ["/webhook/|SECRET", "/webhook-waiting/|12/SECRET", "/form-waiting/|SECRET", "/WEBHOOK/|SECRET"],
  sign: ["/login/|SECRET", "/load/|recipientSignPdf/SECRET/b", "/api/app/files/|opensign/SECRET.pdf?token=SECRET"],
  crm: ["/reset-password/|SECRET?email=SECRET", "/invitation/|SECRET", "/email/verify/|7/SECRET?signature=SECRET"],
  "vault-business": ["/api/sends/|access/SECRET", "/attachments/|a/SECRET?token=SECRET", "/icons/|SECRET.example/icon.png"],
  "vault-private": ["/api/sends/|SECRET/file", "/icons/|SECRET.example/icon.png"],
  "status-admin": ["/api/push/|SECRET?status=up"],
};

/** One request, and what its line says of its address. */
type Place = Asked & { readonly host: string; readonly path: string; readonly logged: string };

/** Everywhere else that a client can put one, by name those that were seen in the clear. */
const places: readonly (Asked & { readonly path: string })[] = [
  { path: "/?access_token=SECRET&x=1" },
  { path: "/a/b?SECRET" },
  { path: "/", headers: { Authorization: "Bearer SECRET" } },
  { path: "/", headers: { Cookie: "session=SECRET" } },
  {
    path: "/",
    headers: {
      "X-N8N-API-KEY": "SECRET",
      "X-Parse-Session-Token": "SECRET",
      "X-Parse-Master-Key": "SECRET",
      Referer: "https://x.example/?SECRET",
      "User-Agent": "SECRET",
      "X-Forwarded-For": "SECRET",
    },
  },
  { path: "/", method: "POST", body: "password=SECRET" },
];

/** Logins, whose lines stand in a second log. */
const loginPlaces: Readonly<Record<string, readonly (Asked & { readonly path: string })[]>> = {
  "business-docs": [
    { path: "/accounts/login/?next=SECRET", method: "POST", body: "password=SECRET" },
    { path: "/api/tags/?SECRET", headers: { Authorization: "Token SECRET", Cookie: "sessionid=SECRET" } },
  ],
  workflows: [{ path: "/rest/login?SECRET", method: "POST", headers: { "X-N8N-API-KEY": "SECRET" } }],
  crm: [{ path: "/login?SECRET", method: "POST" }],
  sign: [{ path: "/api/app/login?password=SECRET", method: "POST", headers: { "X-Parse-Session-Token": "SECRET" } }],
  "vault-business": [{ path: "/identity/connect/token?SECRET", method: "POST" }],
};

describeReal("the access log of a real Caddy", { caddy }, () => {
  const box = new Sandbox();
  const stack = stackOf({ phase: 3 });
  afterAll(() => box.end());

  describe.each(["internet", "vpn", "lan"] as const)("of the %s proxy", (reach) => {
    const hosts = stack.routes.filter((route) => route.reach === reach).map(({ host }) => host);
    const answered = new RunningCaddy((_, answer) => answer.setHeader("Location", "/?SECRET").setHeader("Set-Cookie", "a=SECRET").end());
    const asked = hosts.flatMap((host) => [
      ...(secretAddresses[host.split(".")[0] ?? ""] ?? []).map(
        (address): Place => ({ host, path: address.replace("|", ""), logged: address.replace(/[|].*/, "") }),
      ),
      ...[...places, ...(loginPlaces[host.split(".")[0] ?? ""] ?? [])].map(
        (place): Place => ({ host, ...place, logged: place.path.replace(/[?].*/, "") }),
      ),
    ]);

    beforeAll(async () => {
      await answered.start(box, `${reach}.caddyfile`, caddyfile(reach)(stack).replace("/data/caddy", box.path("data")));
      for (const { path, ...how } of asked) await answered.ask(path, how);
      await until(() => answered.accessLog.length >= asked.length, 20);
    });
    afterAll(() => answered.end());

    test("has a line for each request of each site, by host and by the address up to what is secret", () => {
      expect(answered.accessLog.map(({ request }) => request.host)).toEqual(asked.map(({ host }) => host));
      expect(answered.accessLog.map(({ request }) => request.uri)).toEqual(asked.map(({ logged }) => logged));
    });

    test("holds no secret, wherever it stood", () => {
      expect(hosts.length).toBeGreaterThan(1);
      expect(answered.everything.split("\n").filter((line) => line.includes("SECRET"))).toEqual([]);
    });

    test("holds each login of a public site once more in the log of logins, without a secret too", () => {
      const logins = answered.loginsLog.split("\n").filter((line) => line !== "");
      const isLogin = ({ host, path }: Place) => loginPlaces[host.split(".")[0] ?? ""]?.some((login) => login.path === path);
      expect(logins.map((line) => JSON.parse(line).request.uri)).toEqual(
        reach === "internet" ? asked.filter(isLogin).map(({ logged }) => logged) : [],
      );
      expect(logins.filter((line) => line.includes("SECRET"))).toEqual([]);
    });

    test("holds none either while no service answers", async () => {
      await answered.end();
      const before = answered.everything.length;
      for (const { path, ...how } of asked) await answered.ask(path, how);
      await until(() => answered.accessLog.length >= 2 * asked.length, 20);
      const lines = answered.everything.slice(before).split("\n");
      expect(lines.filter((line) => line.includes('"http.log.error')).length).toBeGreaterThan(hosts.length);
      expect(lines.filter((line) => line.includes("SECRET"))).toEqual([]);
    });
  });
});
