import { renewalWindow } from "../../model/certificate-lifetime";
import type { Context } from "../../model/context";
import type { Route } from "../../model/route";
import type { Exposure, Site } from "../../model/site";
import { hostOf } from "../../model/use";
import { mebi } from "../../values/size";
import { minutes } from "../../values/span";

/** Ports above 1024, because a process without privileges cannot take others; the machine maps 80 and 443 to them. */
export const ports = { http: 8080, https: 8443, health: 8081 } as const;

const staging = "https://acme-staging-v02.api.letsencrypt.org/directory";
const standardBody = mebi(10);
const standardTimeout = minutes(1);

/** Where the proxy of the home network answers Let's Encrypt, which only ever reaches the public address. */
export const homeProxy = { service: "caddy-home", host: hostOf("caddy-home", "home") } as const;

/** The Caddyfile of one reverse proxy: every site of its exposure, and what Let's Encrypt asks for the home network. */
export function caddyfile(exposure: Exposure): (context: Context) => string {
  return ({ config, routes }) => {
    const sites = routes.filter((route) => route.exposure === exposure);
    const challenges = exposure === "public" ? routes.filter((route) => route.exposure === "lan").map(challenge) : [];
    const blocks = [globalOptions(exposure, config.contact, config.acmeStaging), healthSite, headers, ...sites.map(site), ...challenges];
    return `${blocks.join("\n\n")}\n`;
  };
}

function globalOptions(exposure: Exposure, contact: string, acmeStaging: boolean): string {
  return block("", [
    `http_port ${ports.http}`,
    `https_port ${ports.https}`,
    `email ${contact}`,
    ...(acmeStaging ? [`acme_ca ${staging}`] : []),
    // Let's Encrypt reaches the home network's proxy on port 80 alone, through the public one.
    ...(exposure === "lan" ? block("cert_issuer acme", ["disable_tlsalpn_challenge"]).split("\n") : []),
    // Long before anybody is told that a certificate ends.
    `renewal_window_ratio ${renewalWindow}`,
    "admin off",
    "persist_config off",
    "grace_period 20s",
    "metrics",
    "storage file_system /data/caddy",
    ...block("log default", ["output stderr", "format json"]).split("\n"),
    ...block("servers", ["protocols h1 h2", ...block("timeouts", ["read_header 10s", "idle 5m"]).split("\n")]).split("\n"),
  ]);
}

/** Answers the kubelet and whoever collects figures; no host port leads to it. */
const healthSite = block(`http://:${ports.health}`, ["respond /healthz 200", "metrics /metrics"]);

const headers = block("(headers)", [
  ...block("header", [
    'Strict-Transport-Security "max-age=31536000; includeSubDomains"',
    'X-Content-Type-Options "nosniff"',
    'Referrer-Policy "strict-origin-when-cross-origin"',
    "-Server",
  ]).split("\n"),
]);

function site({ host, site, backend, detours }: Route): string {
  const { onlyPaths, refusedPaths = [], body = standardBody } = site;
  // Of several handle blocks the first that fits is taken, and the one without a path is tried last.
  const branches = [
    ...(refusedPaths.length > 0 ? matched("refused", refusedPaths, ["respond 404"]) : []),
    ...detours.flatMap(({ prefix, backend: other }) =>
      block(`handle ${prefix}/*`, [`uri strip_prefix ${prefix}`, ...passedTo(site, other)]).split("\n"),
    ),
  ];
  const all = passedTo(site, backend, site.uncheckedTls !== undefined);
  const others = onlyPaths
    ? [...matched("passed", onlyPaths, all), ...block("handle", ["respond 404"]).split("\n")]
    : block("handle", all).split("\n");
  return block(host, [
    "import headers",
    "encode zstd gzip",
    ...block("log", ["output stdout", "format json"]).split("\n"),
    ...block("request_body", [`max_size ${body.mebibytes}MiB`]).split("\n"),
    ...(branches.length > 0 || onlyPaths ? [...branches, ...others] : all),
  ]);
}

function matched(name: string, paths: readonly string[], lines: readonly string[]): string[] {
  return [`@${name} path ${paths.join(" ")}`, ...block(`handle @${name}`, lines).split("\n")];
}

function passedTo({ timeout = standardTimeout }: Site, backend: string, speaksTls = false): string[] {
  return block(`reverse_proxy ${speaksTls ? "https://" : ""}${backend}`, [
    "header_up X-Real-IP {client_ip}",
    // To a service that speaks TLS, Caddy from 2.11 on would send the service's own address in its place.
    ...(speaksTls ? ["header_up Host {host}"] : []),
    ...block("transport http", [
      "dial_timeout 5s",
      `response_header_timeout ${timeout.seconds}s`,
      ...(speaksTls ? ["tls_insecure_skip_verify"] : []),
    ]).split("\n"),
  ]).split("\n");
}

/**
 * Let's Encrypt's questions about a name that the home network's proxy serves. What the VPN's proxy asked for is answered
 * before, out of the certificates that both proxies of the server share.
 */
function challenge({ host }: Route): string {
  return block(`http://${host}`, [
    ...block("handle /.well-known/acme-challenge/*", [`reverse_proxy ${homeProxy.host}:${ports.http}`]).split("\n"),
    ...block("handle", ["respond 404"]).split("\n"),
  ]);
}

/** A block in Caddy's own layout: tabs, brace at the end of the line. */
function block(head: string, lines: readonly string[]): string {
  return [`${head}${head === "" ? "" : " "}{`, ...lines.map((line) => `\t${line}`), "}"].join("\n");
}
