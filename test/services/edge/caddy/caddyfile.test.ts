import { describe, expect, test } from "@jest/globals";
import { vpnSite } from "../../../../charts/model/network/site";
import { caddyfile } from "../../../../charts/services/edge/caddy/caddyfile";
import { contractSites } from "../../../contracts/all";
import { blocksOf, common, hostsOf, lanFile, publicFile, shipped, unknownHosts, vpnFile } from "../../../support/caddyfiles";
import { catalogueOf, exampleService, proxies } from "../../../support/example";
import { ofKind } from "../../../support/pods";
import { shippedConfig, stackOf, whole } from "../../../support/stack";

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
