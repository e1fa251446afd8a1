import { Mistake, mebi, minutes, type Route, type Site } from "../../vocabulary";
import { block, inner } from "./caddyfile-block";
import { accessLog } from "./caddyfile-log";
import { askedForOwner } from "./owner-question";
import { askedForSession } from "./session-question";
import { askForLogin } from "./vpn-login";

/** The largest request body where a site says nothing. */
export const standardBody = mebi(10);
const standardTimeout = minutes(1);
const refusal = ["respond 404"];

/** The block of one site. */
export function siteBlock(route: Route): string {
  const { host, site, reach, backend, detours } = route;
  const { onlyPaths, withoutLogin, body = standardBody } = site;
  const refused = refusedPatterns(site, reach);
  const all = passedTo(route, backend, site.uncheckedTls !== undefined);
  // The first that fits is taken, in the order of the file: outside of a route, Caddy would put the longest path first.
  const branches = [
    ...(refused.length > 0 ? [...pathMatcher("refused", refused), ...inner("handle @refused", refusal)] : []),
    ...(site.refusedUnless ?? []).flatMap(({ paths, body: like }, index) => refusedUnless(`unlike${index + 1}`, paths, like)),
    ...askedForSession(route),
    ...detours.flatMap(({ prefix, backend: other }) =>
      inner(`handle ${prefix}/*`, [`uri strip_prefix ${prefix}`, ...passedTo(route, other)]),
    ),
    ...(onlyPaths ? matched("passed", `path ${onlyPaths.join(" ")}`, all) : []),
  ];
  const rest = inner("handle", onlyPaths ? refusal : all);
  return block(host, [
    "import headers",
    ...inner("tls", [`protocols ${site.tls12For === undefined ? "tls1.3" : "tls1.2 tls1.3"}`]),
    ...encoding[reach],
    ...accessLog(site, reach),
    ...(withoutLogin === undefined ? [] : askForLogin),
    ...inner("request_body", [`max_size ${body.mebibytes}MiB`]),
    ...(branches.length > 0 ? inner("route", [...matched("unresolved", unresolved, refusal), ...branches, ...rest]) : all),
  ]);
}

/**
 * The first is taken where a browser knows both: 100 files at once over HTTP/2 took 165 MB with zstd first, 84 with gzip.
 * A line at home is faster than any compression.
 */
const encoding: Record<Route["reach"], readonly string[]> = { internet: ["encode gzip zstd"], vpn: ["encode gzip zstd"], lan: [] };

/**
 * Caddy judges a path with its dots resolved and passes it on as it came, so a service that does not resolve them would
 * see another path than the one that was judged. Browsers resolve them before they ask.
 */
const unresolved = "vars_regexp {path} (^|/)\\.\\.?(/|$)";

/** As Caddy writes them: it compares without regard to case, decoded, and with doubled slashes as one. */
function refusedPatterns({ refusedPaths = [], refusedAtHome = [], refusedAnywhere = [] }: Site, reach: Route["reach"]): string[] {
  return [...refusedPaths, ...(reach === "lan" ? refusedAtHome : []), ...refusedAnywhere.map((text) => `*${text}*`)];
}

/**
 * The body is read for these paths alone, and where it is said to be short alone: a matcher asks for both in this order.
 * @throws Mistake when the pattern holds what would end it there.
 */
function refusedUnless(name: string, paths: readonly string[], like: string): string[] {
  if (/[`']/.test(like)) throw new Mistake(`the pattern ${like} holds a quote that ends it in a Caddyfile; write it without`);
  const short = '{http.request.header.Content-Length}.matches(r"^[1-9][0-9]{0,2}$")';
  return [
    ...inner(`@${name}`, [`path ${paths.join(" ")}`, `expression \`!(${short} && {http.request.body}.matches(r'^${like}$'))\``]),
    ...inner(`handle @${name}`, refusal),
  ];
}

/** Of many paths each stands in a line of its own, so that people see which came or went. */
function pathMatcher(name: string, patterns: readonly string[]): string[] {
  const line = `@${name} path ${patterns.join(" ")}`;
  return line.length <= 200
    ? [line]
    : inner(
        `@${name}`,
        patterns.map((pattern) => `path ${pattern}`),
      );
}

function matched(name: string, matcher: string, lines: readonly string[]): string[] {
  return [`@${name} ${matcher}`, ...inner(`handle @${name}`, lines)];
}

function passedTo(route: Route, backend: string, speaksTls = false): string[] {
  const { timeout = standardTimeout, withoutLogin, fewWorkers } = route.site;
  return inner(`reverse_proxy ${speaksTls ? "https://" : ""}${backend}`, [
    ...askedForOwner(route, backend),
    "header_up X-Real-IP {client_ip}",
    // To a service that speaks TLS, Caddy from 2.11 on would send the service's own address in its place.
    ...(speaksTls ? ["header_up Host {host}"] : []),
    // The proxy's own password is none of the service's business.
    ...(withoutLogin === undefined ? [] : ["header_up -Authorization"]),
    ...(fewWorkers === undefined ? [] : buffers),
    ...secureCookies,
    ...inner("transport http", [
      "dial_timeout 5s",
      `response_header_timeout ${timeout.seconds}s`,
      ...(speaksTls ? ["tls_insecure_skip_verify"] : []),
    ]),
  ]);
}

/** Whoever sends or reads slowly then holds a part of the proxy's memory and none of the service's few workers. */
const buffers = ["request_buffers 1MiB", "response_buffers 1MiB"];

/** Nobody is served without TLS, and not every service knows that: taken away where it stands, then added, so that it stands once. */
const secureCookies = ['header_down Set-Cookie "(?i);[ ]*secure[ ]*(;|$)" "$1"', 'header_down Set-Cookie "^(.*)$" "$1; Secure"'];
