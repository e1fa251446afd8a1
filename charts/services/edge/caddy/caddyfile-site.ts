import { mebi, minutes, type Route, type Site } from "../../vocabulary";
import { block, inner } from "./caddyfile-block";

const standardBody = mebi(10);
const standardTimeout = minutes(1);
const refusal = ["respond 404"];

/** The block of one site. */
export function siteBlock({ host, site, backend, detours }: Route): string {
  const { onlyPaths, body = standardBody } = site;
  const refused = refusedPatterns(site);
  const all = passedTo(site, backend, site.uncheckedTls !== undefined);
  // The first that fits is taken, in the order of the file: outside of a route, Caddy would put the longest path first.
  const branches = [
    ...(refused.length > 0 ? matched("refused", `path ${refused.join(" ")}`, refusal) : []),
    ...detours.flatMap(({ prefix, backend: other }) =>
      inner(`handle ${prefix}/*`, [`uri strip_prefix ${prefix}`, ...passedTo(site, other)]),
    ),
    ...(onlyPaths ? matched("passed", `path ${onlyPaths.join(" ")}`, all) : []),
  ];
  const rest = inner("handle", onlyPaths ? refusal : all);
  return block(host, [
    "import headers",
    "encode zstd gzip",
    ...inner("log", ["output stdout", "format json"]),
    ...inner("request_body", [`max_size ${body.mebibytes}MiB`]),
    ...(branches.length > 0 ? inner("route", [...matched("unresolved", unresolved, refusal), ...branches, ...rest]) : all),
  ]);
}

/**
 * Caddy judges a path with its dots resolved and passes it on as it came, so a service that does not resolve them would
 * see another path than the one that was judged. Browsers resolve them before they ask.
 */
const unresolved = "vars_regexp {path} (^|/)\\.\\.?(/|$)";

/** As Caddy writes them: it compares without regard to case, decoded, and with doubled slashes as one. */
function refusedPatterns({ refusedPaths = [], refusedAnywhere = [] }: Site): string[] {
  return [...refusedPaths, ...refusedAnywhere.map((text) => `*${text}*`)];
}

function matched(name: string, matcher: string, lines: readonly string[]): string[] {
  return [`@${name} ${matcher}`, ...inner(`handle @${name}`, lines)];
}

function passedTo({ timeout = standardTimeout }: Site, backend: string, speaksTls = false): string[] {
  return inner(`reverse_proxy ${speaksTls ? "https://" : ""}${backend}`, [
    "header_up X-Real-IP {client_ip}",
    // To a service that speaks TLS, Caddy from 2.11 on would send the service's own address in its place.
    ...(speaksTls ? ["header_up Host {host}"] : []),
    ...secureCookies,
    ...inner("transport http", [
      "dial_timeout 5s",
      `response_header_timeout ${timeout.seconds}s`,
      ...(speaksTls ? ["tls_insecure_skip_verify"] : []),
    ]),
  ]);
}

/** Nobody is served without TLS, and not every service knows that: taken away where it stands, then added, so that it stands once. */
const secureCookies = ['header_down Set-Cookie "(?i);[ ]*secure[ ]*(;|$)" "$1"', 'header_down Set-Cookie "^(.*)$" "$1; Secure"'];
