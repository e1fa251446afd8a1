import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { caddyfile } from "../../../../charts/services/edge/caddy/caddyfile";
import { loginsDirectory } from "../../../../charts/services/edge/caddy/caddyfile-log";
import { describeReal, freePort, Sandbox, until } from "../../../support/real";
import { type Asked, caddy, RunningCaddy, withLogin } from "../../../support/running-caddy";
import { stackOf } from "../../../support/stack";

describeReal("Caddyfiles with a real Caddy", { caddy }, () => {
  const box = new Sandbox();
  const stack = stackOf({ phase: 3 });
  const knows = (option: string) =>
    box.run(caddy ?? "", ["adapt", "--adapter", "caddyfile", "--config", box.file("option.caddyfile", `{\n\t${option}\n}\n`)]).code === 0;

  /** Options that the old Caddy of Debian does not know yet: they came with 2.7, 2.9 and later, and the image is newer. */
  const leftOut = ["persist_config off", "metrics", "renewal_window_ratio 0.5"].filter((option) => !knows(option));
  if (leftOut.length > 0) process.stderr.write(`This Caddy is older than the image's; left out of the check: ${leftOut.join(", ")}\n`);

  const text = (reach: "internet" | "vpn" | "lan") => {
    const readable = leftOut.reduce((whole, line) => whole.replace(`\n\t${line}\n`, "\n"), caddyfile(reach)(stack));
    return readable.replace("/data/caddy", box.path("data")).replace(loginsDirectory, box.folder("logs"));
  };

  afterAll(() => box.end());

  test.each(["internet", "vpn", "lan"] as const)("the %s one is valid", async (reach) => {
    const file = box.file(`${reach}.caddyfile`, await withLogin(box, text(reach)));
    const done = box.run(caddy ?? "", ["validate", "--adapter", "caddyfile", "--config", file]);
    expect(`${done.code} ${done.stdout}${done.stderr}`).toMatch(/^0 [\s\S]*Valid configuration/);
  });

  test.each(["internet", "vpn", "lan"] as const)("the %s one is in Caddy's own layout", (reach) => {
    const done = box.run(caddy ?? "", ["fmt", box.file(`${reach}-layout.caddyfile`, text(reach))]);
    expect(done.stdout).toBe(text(reach));
  });

  test("a mistake in it is found, so that the check means something", () => {
    const done = box.run(caddy ?? "", [
      "validate",
      "--adapter",
      "caddyfile",
      "--config",
      box.file("wrong.caddyfile", text("internet").replace("max_size", "maximum")),
    ]);
    expect(done.code).not.toBe(0);
  });

  test("two proxies ask for one name: what the VPN's asked for is answered from the shared folder, the rest goes to the home network", async () => {
    const [port, behind] = [await freePort(), await freePort()];
    const challenges = text("internet")
      .split("\n\n")
      .filter((block) => block.startsWith("http://vault-private."))
      .join("\n\n")
      .replace(/reverse_proxy \S+/, `reverse_proxy 127.0.0.1:${behind}`);
    const options = `{\n\thttp_port ${port}\n\tadmin off\n\tstorage file_system ${box.path("shared")}\n}`;
    box.file(
      "shared/acme/acme-v02.api.letsencrypt.org-directory/challenge_tokens/vault-private.mk360.de.json",
      JSON.stringify({
        type: "http-01",
        token: "ours",
        keyAuthorization: "ours.signed",
        identifier: { type: "dns", value: "vault-private.mk360.de" },
      }),
    );
    const file = box.file("challenges.caddyfile", `${options}\n\n${challenges}\n\nhttp://:${behind} {\n\trespond "home: {path}"\n}\n`);
    const { child, log } = box.start(caddy ?? "", ["run", "--adapter", "caddyfile", "--config", file], {
      XDG_DATA_HOME: box.folder("xdg"),
    });
    const ask = (path: string) =>
      new Promise<string>((resolve, reject) => {
        request({ host: "127.0.0.1", port, path, headers: { Host: "vault-private.mk360.de" } }, (answer) => {
          let body = "";
          answer.on("data", (data) => (body += data)).on("end", () => resolve(body));
        })
          .on("error", reject)
          .end();
      });
    await until(
      () =>
        child.exitCode !== null ||
        ask("/").then(
          () => true,
          () => false,
        ),
      20,
    );
    if (child.exitCode !== null) throw new Error(log());
    expect(await ask("/.well-known/acme-challenge/ours")).toBe("ours.signed");
    expect(await ask("/.well-known/acme-challenge/theirs")).toBe("home: /.well-known/acme-challenge/theirs");
  });

  describe("running, with a service behind it", () => {
    const running = new RunningCaddy((_, answer) => answer.setHeader("Server", "something 1.0").end("the service"));
    const { seen } = running;
    const ask = (path: string, { host = "webhooks.mk360.de", ...more }: Asked = {}) => running.ask(path, { host, ...more });

    beforeAll(() => running.start(box, "running.caddyfile", text("internet")));
    afterAll(() => running.end());

    test.each(["/webhook/abc", "/webhook-waiting/1", "/form/x", "/form-waiting/x", "/webhook/a/b?c=d"])(
      "the host of webhooks passes %s as it is",
      async (path) => {
        expect(await ask(path)).toMatchObject({ status: 200, reached: path });
      },
    );

    test.each([
      "/",
      "/rest/login",
      "/rest",
      "/webhook-test/abc",
      "/form-test/abc",
      "/webhook",
      "/webhookx/abc",
      "/metrics",
      "/healthz",
      "/signin",
      "/webhook/../rest/login",
      "/webhook/%2e%2e/rest/login",
      "//rest/login",
      "/form/../../rest/owner",
      "/rest/../webhook/abc",
      "/webhook/./abc",
      "/webhook/%2E%2e/form/abc",
    ])("the host of webhooks answers %s with 404 and never asks n8n", async (path) => {
      expect(await ask(path)).toMatchObject({ status: 404, reached: undefined });
    });

    test.each(["/admin", "/admin/", "/admin/users", "/ADMIN", "//admin", "/%61dmin", "/identity/../admin"])(
      "the public vault answers %s with 404 and never asks Vaultwarden",
      async (path) => {
        expect(await ask(path, { host: "vault-business.mk360.de" })).toMatchObject({ status: 404, reached: undefined });
      },
    );

    test.each(["/", "/api/accounts/profile", "/administrator", "/identity/connect/token"])(
      "the public vault passes %s as it is",
      async (path) => {
        expect(await ask(path, { host: "vault-business.mk360.de" })).toMatchObject({ status: 200, reached: path });
      },
    );

    test.each([
      ["/api/app/functions/loginuser", "/app/functions/loginuser"],
      ["/api/app/files/opensign/a.pdf?token=b", "/app/files/opensign/a.pdf?token=b"],
      ["/login", "/login"],
      ["/apis", "/apis"],
    ])("OpenSign's host passes %s as %s", async (path, reached) => {
      expect(await ask(path, { host: "sign.mk360.de" })).toMatchObject({ status: 200, reached });
    });

    test("the owner's host passes every path", async () => {
      expect(await ask("/rest/login", { host: "workflows.mk360.de" })).toMatchObject({ status: 200, reached: "/rest/login" });
    });

    test.each(["vault-private.mk360.de", "adguard.mk360.de", "nobody.example"])("the public proxy has nothing for %s", async (host) => {
      expect((await ask("/", { host })).reached).toBeUndefined();
    });

    test("Let's Encrypt's question about a name of the home network is passed on as it is", async () => {
      const path = "/.well-known/acme-challenge/abc-DEF_123";
      expect(await ask(path, { host: "vault-private.mk360.de" })).toMatchObject({ status: 200, reached: path });
      expect(seen.at(-1)?.headers.host).toBe("vault-private.mk360.de");
    });

    test.each(["/admin", "/.well-known/acme-challenge/../../admin", "/.well-known/acme-challenge"])(
      "nothing else of the home network is: %s",
      async (path) => {
        expect(await ask(path, { host: "vault-private.mk360.de" })).toMatchObject({ status: 404, reached: undefined });
      },
    );

    test("a body above the limit is refused", async () => {
      const [small, large] = [9 * 1024 ** 2, 11 * 1024 ** 2].map((size) => Buffer.alloc(size, "x"));
      expect((await ask("/", { host: "status.mk360.de", body: small ?? "" })).status).toBe(200);
      const refused = await ask("/", { host: "status.mk360.de", body: large ?? "" }).then(
        ({ status }) => status,
        () => 413,
      );
      expect(refused).toBeGreaterThanOrEqual(400);
    });

    test("answers carry the headers of safety and do not say what serves them", async () => {
      const { headers } = await ask("/webhook/abc");
      expect(headers["strict-transport-security"]).toMatch(/^max-age=31536000/);
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers.server).toBeUndefined();
    });

    test("a client cannot say who it is: the service is told the address of the connection", async () => {
      await ask("/webhook/abc", { headers: { "X-Real-IP": "1.2.3.4", "X-Forwarded-For": "1.2.3.4" } });
      const told = seen.at(-1)?.headers;
      expect(told?.["x-forwarded-for"]).toBe("127.0.0.1");
      // The placeholder {client_ip} came with 2.7; before, the text itself is passed on.
      expect(told?.["x-real-ip"]).toBe(leftOut.includes("persist_config off") ? "{client_ip}" : "127.0.0.1");
    });
  });
});
