import { type Context, endpoints, type Reach, type Route, renewalWindow } from "../../vocabulary";
import { block, inner } from "./caddyfile-block";
import { logOfLogins, ownLog } from "./caddyfile-log";
import { siteBlock, standardBody } from "./caddyfile-site";

/** Ports above 1024, because a process without privileges cannot take others; the machine maps 80 and 443 to them. */
export const ports = { http: 8080, https: 8443, health: 8081 } as const;

const staging = "https://acme-staging-v02.api.letsencrypt.org/directory";

/** The Caddyfile of one reverse proxy: every site for those who come from there, and what Let's Encrypt asks for the home network. */
export function caddyfile(reach: Reach): (context: Context) => string {
  return ({ config, routes }) => {
    const sites = routes.filter((route) => route.reach === reach);
    const challenges = reach === "internet" ? routes.filter((route) => route.reach === "lan").map(challenge) : [];
    const blocks = [globalOptions(reach, config, sites), healthSite, headers, ...sites.map(siteBlock), ...challenges, ...unknownHosts];
    return `${blocks.join("\n\n")}\n`;
  };
}

function globalOptions(reach: Reach, { contact, acmeStaging }: Context["config"], sites: readonly Route[]): string {
  const secretPaths = [...new Set(sites.flatMap(({ site }) => site.secretPaths ?? []))];
  return block("", [
    `http_port ${ports.http}`,
    `https_port ${ports.https}`,
    `email ${contact}`,
    ...(acmeStaging ? [`acme_ca ${staging}`] : []),
    // Let's Encrypt reaches the home network's proxy on port 80 alone, through the public one.
    ...(reach === "lan" ? inner("cert_issuer acme", ["disable_tlsalpn_challenge"]) : []),
    // Long before anybody is told that a certificate ends.
    `renewal_window_ratio ${renewalWindow}`,
    "admin off",
    "persist_config off",
    "grace_period 20s",
    "metrics",
    "storage file_system /data/caddy",
    ...ownLog(secretPaths),
    ...(reach === "internet" ? logOfLogins(secretPaths) : []),
    ...inner("servers", [
      "protocols h1 h2",
      "max_header_size 64KB",
      ...inner("timeouts", ["read_header 10s", `read_body ${slowestBody(sites)}s`, "idle 5m"]),
    ]),
  ]);
}

/** Seconds that the largest body of all sites takes on a line of one megabit a second; who is slower holds a connection for nothing. */
function slowestBody(sites: readonly Route[]): number {
  const largest = Math.max(...sites.map(({ site: { body = standardBody } }) => body.mebibytes), standardBody.mebibytes);
  return Math.ceil((largest * 1024 ** 2 * 8) / 1_000_000);
}

/** Whoever asks for a host that is none of ours: Caddy alone would say that all is well. */
const unknownHosts = [`:${ports.https}`, `http://:${ports.http}`].map((address) => block(address, ["respond 404"]));

/** Answers the kubelet and whoever collects figures; no host port leads to it. */
const healthSite = block(`http://:${ports.health}`, ["respond /healthz 200", "metrics /metrics"]);

const headers = block("(headers)", [
  ...inner("header", [
    'Strict-Transport-Security "max-age=31536000; includeSubDomains"',
    'X-Content-Type-Options "nosniff"',
    'Referrer-Policy "strict-origin-when-cross-origin"',
    "-Server",
  ]),
]);

/**
 * Let's Encrypt's questions about a name that the home network's proxy serves. What the VPN's proxy asked for is answered
 * before, out of the certificates that both proxies of the server share.
 */
function challenge({ host }: Route): string {
  return block(`http://${host}`, [
    ...inner("handle /.well-known/acme-challenge/*", [`reverse_proxy ${endpoints.caddyHome.address}`]),
    ...inner("handle", ["respond 404"]),
  ]);
}
