import { describe, expect, test } from "@jest/globals";
import type { Config } from "../../../../charts/config/schema";
import { publicSite, type SiteProps, vpnSite } from "../../../../charts/model/network/site";
import { caddyfile } from "../../../../charts/services/edge/caddy/caddyfile";
import { mebi } from "../../../../charts/values/size";
import { minutes } from "../../../../charts/values/span";
import { contractSites } from "../../../contracts/all";
import { catalogueOf, exampleService, proxies } from "../../../support/example";
import { ofKind } from "../../../support/pods";
import { shippedConfig, stackOf, whole } from "../../../support/stack";

/** The blocks of a Caddyfile at the left margin: what stands before the brace, and the lines inside. */
function blocksOf(text: string): Map<string, string[]> {
  const blocks = new Map<string, string[]>();
  let head: string | undefined;
  for (const line of text.split("\n")) {
    const opens = /^(\S.*?)? ?\{$/.exec(line);
    if (head === undefined && opens) {
      head = opens[1] ?? "";
      expect(blocks.has(head)).toBe(false);
      blocks.set(head, []);
    } else if (line === "}") head = undefined;
    else if (head !== undefined) blocks.get(head)?.push(line.trim());
    else expect(line).toBe("");
  }
  expect(head).toBeUndefined();
  return blocks;
}

const shipped = stackOf({ phase: 3 });
const publicFile = blocksOf(caddyfile("internet")(shipped));
const vpnFile = blocksOf(caddyfile("vpn")(shipped));
const unknownHosts = [":8443", "http://:8080"];
const common = ["", "http://:8081", "(headers)", ...unknownHosts];
const lanFile = blocksOf(caddyfile("lan")(shipped));
const hostsOf = (file: Map<string, string[]>) => [...file.keys()].filter((head) => !common.includes(head) && !head.startsWith("http://"));

/** The block of the one site of a stack that has just one. */
function siteOf(props: Partial<SiteProps> = {}, overrides: Partial<Config> = {}): string[] {
  const sites = [publicSite("shop", { port: "http", purpose: "an example", probe: "/", ...props })];
  const stack = stackOf(overrides, catalogueOf([...proxies, exampleService("shop", { sites })]));
  return blocksOf(caddyfile("internet")(stack)).get(stack.hostName("shop")) ?? [];
}

/** The hosts of the owner's document, and those of services that came later as their contracts have them. */
const declared = (reach: "internet" | "vpn" | "lan", ...known: string[]) =>
  [...known, ...contractSites.filter(([, seen]) => seen === reach).map(([label]) => `${label}.mk360.de`)].sort();

describe("who serves what", () => {
  test("the public proxy has the public sites and no other", () => {
    expect(hostsOf(publicFile).sort()).toEqual(
      declared(
        "internet",
        "business-docs.mk360.de",
        "workflows.mk360.de",
        "webhooks.mk360.de",
        "sign.mk360.de",
        "vault-business.mk360.de",
        "crm.mk360.de",
        "status.mk360.de",
      ),
    );
  });

  test("the VPN proxy has the VPN sites and no other", () => {
    expect(hostsOf(vpnFile).sort()).toEqual(
      declared(
        "vpn",
        "paperless-gpt.mk360.de",
        "vault-business-admin.mk360.de",
        "private-docs.mk360.de",
        "mail.mk360.de",
        "vault-private.mk360.de",
        "adguard.mk360.de",
        "unifi.mk360.de",
        "status-admin.mk360.de",
        "netdata.mk360.de",
        "netdata-nas.mk360.de",
        "logs.mk360.de",
      ),
    );
  });

  test("the proxy of the home network has the sites of the home network and no other", () => {
    expect(hostsOf(lanFile).sort()).toEqual(declared("lan", "vault-private.mk360.de", "adguard.mk360.de"));
  });

  test("no host name of the VPN stands anywhere in the public file, but where Let's Encrypt's questions are passed on", () => {
    const text = [...publicFile].filter(([head]) => !head.startsWith("http://")).join("\n");
    for (const { host, reach, backend } of shipped.routes) {
      expect([host, text.includes(host)]).toEqual([host, reach === "internet"]);
      const isPublicToo = shipped.routes.some((other) => other.reach === "internet" && other.backend === backend);
      if (reach === "vpn" && !isPublicToo) expect(text).not.toContain(backend);
    }
  });

  test("a site that moves behind the VPN leaves the public file", () => {
    const sites = [vpnSite("shop", { port: "http", purpose: "an example", probe: "/" })];
    const stack = stackOf({}, catalogueOf([...proxies, exampleService("shop", { sites })]));
    expect(hostsOf(blocksOf(caddyfile("internet")(stack)))).toEqual([]);
  });

  test.each([publicFile, vpnFile, lanFile])("no site is a wildcard, an address or a bare port", (file) => {
    for (const host of hostsOf(file)) expect(host).toMatch(/^[a-z0-9-]+\.mk360\.de$/);
  });

  test("every site leads to its own service", () => {
    for (const { host, reach, backend, detours } of shipped.routes.filter((route) => route.reach !== "lan")) {
      const lines = (reach === "internet" ? publicFile : vpnFile).get(host) ?? [];
      const backends = [...detours.map((detour) => detour.backend), backend];
      expect(lines.filter((line) => line.startsWith("reverse_proxy "))).toEqual(
        backends.map((each) => `reverse_proxy ${host === "unifi.mk360.de" ? "https://" : ""}${each} {`),
      );
    }
  });
});

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
    const claimed = blocksOf(caddyfile("internet")(stackOf({ phase: 3, claimed: ["workflows"] }))).get("workflows.mk360.de");
    expect(claimed?.filter((line) => line.startsWith("@refused") || line.startsWith("@passed"))).toEqual(["@refused path /metrics"]);
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

describe("the names of the home network", () => {
  const challenges = [...publicFile].filter(([head]) => head.startsWith("http://") && !common.includes(head));

  test("are answered by the public proxy for Let's Encrypt alone: its questions go to the home network's proxy, the rest is 404", () => {
    expect(challenges.map(([head]) => head)).toEqual(["http://vault-private.mk360.de", "http://adguard.mk360.de"]);
    for (const [, lines] of challenges) {
      expect(lines).toEqual([
        "handle /.well-known/acme-challenge/* {",
        "reverse_proxy caddy-home.home.svc.cluster.local:8080",
        "}",
        "handle {",
        "respond 404",
        "}",
      ]);
    }
  });

  test("lead to addresses and not to names, which only the server could resolve", () => {
    const backends = [...lanFile.values()].flat().filter((line) => line.startsWith("reverse_proxy "));
    expect(backends).toEqual(["reverse_proxy 10.43.0.32:8080 {", "reverse_proxy 10.43.0.33:3000 {"]);
    for (const [name, address] of [
      ["vaultwarden-private", "10.43.0.32"],
      ["adguard", "10.43.0.33"],
    ])
      expect(ofKind(whole.objects, "Service").find(({ metadata }) => metadata.name === name)?.spec).toMatchObject({ clusterIP: address });
  });

  test("get certificates by port 80 alone, the only one that Let's Encrypt reaches", () => {
    expect(lanFile.get("")?.join(" ")).toContain("cert_issuer acme { disable_tlsalpn_challenge }");
    for (const file of [publicFile, vpnFile]) expect(file.get("")?.join(" ")).not.toContain("cert_issuer");
  });

  test("disappear with their proxy, and the VPN keeps them", () => {
    const stack = stackOf({ phase: 3, off: ["caddy-home"] });
    expect(caddyfile("internet")(stack)).not.toContain("acme-challenge");
    expect(caddyfile("vpn")(stack)).toContain("vault-private.mk360.de");
  });
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
          /log \{ output stdout format filter \{ wrap json fields \{ request>headers delete resp_headers delete request>uri regexp \S+ \$1 \} \} \}/,
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

describe("the proxy itself", () => {
  const options = publicFile.get("") ?? [];

  test("cannot be changed from outside its file", () => {
    expect(options).toContain("admin off");
    expect(options).toContain("persist_config off");
  });

  test("listens above 1024, where no privilege is needed", () => {
    expect(options).toEqual(expect.arrayContaining(["http_port 8080", "https_port 8443"]));
  });

  test("keeps certificates where both proxies find them", () => {
    expect(options).toContain("storage file_system /data/caddy");
    expect(vpnFile.get("")).toContain("storage file_system /data/caddy");
  });

  test("orders real certificates, unless the owner is only trying", () => {
    expect(options.some((line) => line.includes("staging"))).toBe(false);
    expect(blocksOf(caddyfile("internet")(stackOf({ acmeStaging: true }))).get("")).toContain(
      "acme_ca https://acme-staging-v02.api.letsencrypt.org/directory",
    );
  });

  test("waits for a body as long as the largest that is allowed takes with one megabit a second, and no longer", () => {
    // 256 MiB of Paperless, 512 MiB of UniFi, 128 MiB of the vault.
    const waits = [publicFile, vpnFile, lanFile].map((file) => file.get("")?.find((line) => line.startsWith("read_body")));
    expect(waits).toEqual(["read_body 2148s", "read_body 4295s", "read_body 1074s"]);
  });

  test("knows what to say of hosts that are none of ours", () => {
    for (const file of [publicFile, vpnFile, lanFile])
      for (const address of unknownHosts) expect(file.get(address)).toEqual(["respond 404"]);
  });

  test("gives the owner's address to Let's Encrypt", () => {
    expect(options).toContain(`email ${shippedConfig.contact}`);
  });

  test("answers the kubelet on a port of its own", () => {
    expect(publicFile.get("http://:8081")).toEqual(["respond /healthz 200", "metrics /metrics"]);
  });
});
