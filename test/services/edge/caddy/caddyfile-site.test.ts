import { describe, expect, test } from "@jest/globals";
import type { Config } from "../../../../charts/config/schema";
import { publicSite, type SiteProps } from "../../../../charts/model/network/site";
import { caddyfile } from "../../../../charts/services/edge/caddy/caddyfile";
import { mebi } from "../../../../charts/values/size";
import { minutes } from "../../../../charts/values/span";
import { blocksOf, hostsOf, lanFile, publicFile, vpnFile } from "../../../support/caddyfiles";
import { catalogueOf, exampleService, proxies } from "../../../support/example";
import { stackOf } from "../../../support/stack";

/** The block of the one site of a stack that has just one. */
function siteOf(props: Partial<SiteProps> = {}, overrides: Partial<Config> = {}): string[] {
  const sites = [publicSite("shop", { port: "http", purpose: "an example", probe: "/", ...props })];
  const stack = stackOf(overrides, catalogueOf([...proxies, exampleService("shop", { sites })]));
  return blocksOf(caddyfile("internet")(stack)).get(stack.hostName("shop")) ?? [];
}

describe("webhooks of n8n", () => {
  const lines = publicFile.get("webhooks.mk360.de") ?? [];

  test("pass exactly the paths of webhooks and forms, never tests, never the editor", () => {
    expect(lines.filter((line) => line.startsWith("@passed"))).toEqual([
      "@passed path /webhook/* /webhook-waiting/* /form/* /form-waiting/*",
    ]);
  });

  test("answer everything else with 404: the proxy stands inside the passed block, and what follows only responds", () => {
    const from = lines.indexOf("handle @passed {");
    expect(from).toBeGreaterThan(-1);
    expect(lines.slice(0, from).some((line) => line.startsWith("reverse_proxy"))).toBe(false);
    expect(lines[from + 1]).toMatch(/^reverse_proxy n8n\.public\./);
    expect(lines.slice(-4)).toEqual(["handle {", "respond 404", "}", "}"]);
  });

  test("the editor's host passes everything for the owner but n8n's own figures", () => {
    const claimed = blocksOf(caddyfile("internet")(stackOf({ phase: 3 }))).get("workflows.mk360.de");
    expect(claimed?.filter((line) => line.startsWith("@refused") || line.startsWith("@passed"))).toEqual([
      "@refused path /metrics /rest/owner/setup",
    ]);
  });
});

describe("a site with refused paths", () => {
  const lines = siteOf({ refusedPaths: ["/admin", "/admin/*"] });

  test("answers them with 404 before anything is passed on", () => {
    const from = lines.indexOf("handle @refused {");
    expect(lines[from - 1]).toBe("@refused path /admin /admin/*");
    expect(lines.slice(from + 1, from + 4)).toEqual(["respond 404", "}", "handle {"]);
    expect(lines.slice(0, from).some((line) => line.startsWith("reverse_proxy"))).toBe(false);
  });

  test("is how the business vault hides its administration page from the internet, and shows it to the VPN alone", () => {
    expect(publicFile.get("vault-business.mk360.de")).toContain("@refused path /admin /admin/*");
    expect(vpnFile.get("vault-business-admin.mk360.de")).toContain("@passed path /admin /admin/* /vw_static/*");
  });
});

test("a detour takes its prefix away and leads to its own service; everything else goes where it always goes", () => {
  const lines = publicFile.get("sign.mk360.de") ?? [];
  const from = lines.indexOf("handle /api/* {");
  expect(lines.slice(from, from + 3)).toEqual([
    "handle /api/* {",
    "uri strip_prefix /api",
    "reverse_proxy opensign-server.public.svc.cluster.local:8080 {",
  ]);
  expect(lines.lastIndexOf("handle {")).toBeGreaterThan(from);
  expect(lines[lines.lastIndexOf("handle {") + 1]).toBe("reverse_proxy opensign-client.public.svc.cluster.local:3000 {");
});

test("a service that speaks TLS with a certificate of its own is reached by TLS, under the name that the client asked for", () => {
  const lines = vpnFile.get("unifi.mk360.de") ?? [];
  expect(lines).toEqual(
    expect.arrayContaining([
      "reverse_proxy https://unifi.home.svc.cluster.local:8443 {",
      "header_up Host {host}",
      "tls_insecure_skip_verify",
    ]),
  );
  for (const file of [publicFile, vpnFile, lanFile])
    for (const [head, each] of file) expect([head, each.includes("tls_insecure_skip_verify")]).toEqual([head, head === "unifi.mk360.de"]);
});

describe("each site", () => {
  test("takes bodies of the declared size, ten mebibytes when none is", () => {
    expect(siteOf()).toContain("max_size 10MiB");
    expect(siteOf({ body: mebi(256) })).toContain("max_size 256MiB");
  });

  test("waits for an answer as long as declared, a minute when nothing is", () => {
    expect(siteOf()).toContain("response_header_timeout 60s");
    expect(siteOf({ timeout: minutes(5) })).toContain("response_header_timeout 300s");
  });

  test("tells the service the client's address, and overwrites what the client says of itself", () => {
    expect(siteOf()).toContain("header_up X-Real-IP {client_ip}");
  });

  test("sends the headers of safety", () => {
    for (const file of [publicFile, vpnFile]) for (const host of hostsOf(file)) expect(file.get(host)).toContain("import headers");
    const headers = publicFile.get("(headers)")?.join("\n");
    expect(headers).toMatch(/Strict-Transport-Security "max-age=[0-9]{8,}/);
    expect(headers).toContain('X-Content-Type-Options "nosniff"');
    expect(headers).toContain("Referrer-Policy");
    expect(headers).toContain("-Server");
  });

  test("writes its access log as JSON, which fail2ban reads, without headers and queries", () => {
    for (const file of [publicFile, vpnFile, lanFile])
      for (const host of hostsOf(file))
        expect(file.get(host)?.join(" ")).toMatch(
          /log [a-z-]+ \{ output stdout format filter \{ wrap json fields \{ request>headers delete resp_headers delete request>uri regexp \S+ \$1 \} \} \}/,
        );
  });

  test("speaks TLS 1.3 alone, unless it names a client that cannot", () => {
    for (const file of [publicFile, vpnFile, lanFile])
      for (const host of hostsOf(file)) expect(file.get(host)?.join(" ")).toContain("tls { protocols tls1.3 }");
    expect(siteOf({ tls12For: "a scanner of 2015" }).join(" ")).toContain("tls { protocols tls1.2 tls1.3 }");
  });

  test("takes the owner's host name", () => {
    expect(siteOf({}, { hosts: { shop: "laden" }, domain: "example.org" }).length).toBeGreaterThan(0);
  });
});

test("a session that is asked of a service to which no detour leads is refused by name", () => {
  const onlyWithSession = { paths: ["/mail"], asks: "nobody", path: "/me", session: { from: "a", as: "b" } };
  expect(() => siteOf({ onlyWithSession })).toThrow(/site shop asks "nobody" for a session, to which none of its detours leads/);
});
