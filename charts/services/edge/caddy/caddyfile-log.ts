import type { Site } from "../../vocabulary";
import { inner } from "./caddyfile-block";

/** The field of a line that says that the client sent credentials, and not which. */
const withCredentials = ["@credentials header Authorization *", "log_append @credentials credentials given"];

/**
 * The access log of a site, which fail2ban reads: who asked for which path, and the answer. Headers and queries hold tokens
 * (`X-N8N-API-KEY`, `?access_token=`), and Caddy hides no more than Authorization and cookies by itself.
 */
export function accessLog({ secretPaths = [] }: Site): string[] {
  return [...inner("log", ["output stdout", ...withoutSecrets(secretPaths)]), ...withCredentials];
}

/** The log of Caddy itself: what could not be passed on stands there with its whole request. */
export function ownLog(secretPaths: readonly string[]): string[] {
  return inner("log default", ["output stderr", ...withoutSecrets(secretPaths)]);
}

function withoutSecrets(secretPaths: readonly string[]): string[] {
  return inner("format filter", [
    "wrap json",
    ...inner("fields", ["request>headers delete", "resp_headers delete", `request>uri regexp ${cut(secretPaths)} $1`]),
  ]);
}

/** What is taken out of an address: the query, and below a secret path its rest, of which the beginning stays. */
function cut(secretPaths: readonly string[]): string {
  const beginnings = secretPaths.map((path) => path.replace(/[.\\]/g, "\\$&")).join("|");
  return beginnings === "" ? "()[?].*" : `(?i)^((?:${beginnings}))[^?]*.*|[?].*`;
}
