import type { Context } from "../../model/context";
import type { Route } from "../../model/route";
import type { Exposure } from "../../model/site";
import { mebi } from "../../values/size";
import { minutes } from "../../values/span";

/** Ports above 1024, because a process without privileges cannot take others; the machine maps 80 and 443 to them. */
export const ports = { http: 8080, https: 8443, health: 8081 } as const;

const staging = "https://acme-staging-v02.api.letsencrypt.org/directory";
const standardBody = mebi(10);
const standardTimeout = minutes(1);

/** The Caddyfile of one reverse proxy: every site of its exposure, and nothing else. */
export function caddyfile(exposure: Exposure): (context: Context) => string {
  return ({ config, routes }) => {
    const sites = routes.filter((route) => route.exposure === exposure);
    return `${[globalOptions(config.contact, config.acmeStaging), healthSite, headers, ...sites.map(site)].join("\n\n")}\n`;
  };
}

function globalOptions(contact: string, acmeStaging: boolean): string {
  return block("", [
    `http_port ${ports.http}`,
    `https_port ${ports.https}`,
    `email ${contact}`,
    ...(acmeStaging ? [`acme_ca ${staging}`] : []),
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

function site({ host, site: { onlyPaths, body = standardBody, timeout = standardTimeout }, backend }: Route): string {
  const proxy = block(`reverse_proxy ${backend}`, [
    "header_up X-Real-IP {client_ip}",
    ...block("transport http", ["dial_timeout 5s", `response_header_timeout ${timeout.seconds}s`]).split("\n"),
  ]).split("\n");
  const passed = onlyPaths
    ? [
        `@passed path ${onlyPaths.join(" ")}`,
        ...block("handle @passed", proxy).split("\n"),
        ...block("handle", ["respond 404"]).split("\n"),
      ]
    : proxy;
  return block(host, [
    "import headers",
    "encode zstd gzip",
    ...block("log", ["output stdout", "format json"]).split("\n"),
    ...block("request_body", [`max_size ${body.mebibytes}MiB`]).split("\n"),
    ...passed,
  ]);
}

/** A block in Caddy's own layout: tabs, brace at the end of the line. */
function block(head: string, lines: readonly string[]): string {
  return [`${head}${head === "" ? "" : " "}{`, ...lines.map((line) => `\t${line}`), "}"].join("\n");
}
