import { describe, expect, test } from "@jest/globals";
import { load } from "js-yaml";
import { filesNamed, podNamed } from "../support/pods";
import { whole } from "../support/stack";

interface Seed {
  readonly schema_version: number;
  readonly http: { readonly address: string };
  readonly users: readonly { readonly name: string; readonly password: string }[];
  readonly dns: {
    readonly bind_hosts: readonly string[];
    readonly port: number;
    readonly upstream_dns: readonly string[];
    readonly bootstrap_dns: readonly string[];
    readonly local_ptr_upstreams: readonly string[];
  };
  readonly filtering: { readonly rewrites: readonly { readonly domain: string; readonly answer: string; readonly enabled?: boolean }[] };
}

const text = filesNamed(whole.objects, "adguard-seed-adguard-seed")["AdGuardHome.yaml"] ?? "";
const seed = load(text) as Seed;

describe("AdGuard's first settings", () => {
  test("have the schema that its version reads; a higher one would stop it", () => {
    expect(seed.schema_version).toBe(34);
  });

  test("listen on the ports that the pod opens", () => {
    const ports = podNamed(whole.objects, "adguard").spec.containers[0]?.ports?.map(({ containerPort }) => containerPort) ?? [];
    expect(ports).toEqual(expect.arrayContaining([seed.dns.port, Number(seed.http.address.split(":")[1])]));
    expect(seed.dns.bind_hosts).toEqual(["0.0.0.0"]);
  });

  test("hold no password, only the place for its hash, once", () => {
    expect(seed.users).toEqual([{ name: "admin", password: "PASSWORD_HASH" }]);
    expect(text.split("PASSWORD_HASH")).toHaveLength(2);
  });

  test("answer names of the VPN with the server's address in it, and no other name", () => {
    const vpn = whole.stack.routes.filter(({ exposure }) => exposure === "vpn").map(({ host }) => host);
    expect(seed.filtering.rewrites.map(({ domain, answer }) => `${domain} ${answer}`)).toEqual(vpn.map((host) => `${host} 10.77.0.1`));
  });

  test("switch every rewrite on, which since schema 31 is off where nothing is said (AdGuardHome, configmigrate/v31.go)", () => {
    expect(seed.filtering.rewrites.filter(({ enabled }) => enabled !== true).map(({ domain }) => domain)).toEqual([]);
  });

  test("ask resolvers of the internet encrypted, and find them without asking themselves", () => {
    expect(seed.dns.upstream_dns.every((url) => url.startsWith("https://"))).toBe(true);
    expect(seed.dns.bootstrap_dns.length).toBeGreaterThan(0);
    expect(seed.dns.local_ptr_upstreams).toEqual(["192.168.178.1"]);
  });

  test("reach the program by a copy on its own volume, because it rewrites the file", () => {
    const { initContainers = [], containers } = podNamed(whole.objects, "adguard").spec;
    const settings = containers[0]?.volumeMounts?.find(({ mountPath }) => mountPath === "/opt/adguardhome/conf");
    expect(settings?.readOnly).not.toBe(true);
    expect(
      initContainers[0]?.volumeMounts?.some(({ name, mountPath }) => name === settings?.name && mountPath === "/opt/adguardhome/conf"),
    ).toBe(true);
    expect(initContainers[0]?.command?.at(-1)).toBe(containers[0]?.args?.[containers[0].args.indexOf("-c") + 1]);
  });
});

describe("the private vault", () => {
  test("has its own site's address, without which browsers' keys and attachments fail", () => {
    const env = podNamed(whole.objects, "vaultwarden-private").spec.containers[0]?.env;
    expect(env?.find(({ name }) => name === "DOMAIN")?.value).toBe("https://vault-private.mk360.de");
  });
});
