import { jailOf, loginsLog, type Reach, type Site } from "../../vocabulary";
import { inner } from "./caddyfile-block";

/** Where the proxy finds the directory of the machine in which fail2ban reads. */
export const loginsDirectory = "/var/log/caddy";

/**
 * The access log of a site: who asked for which path, and the answer. Headers and queries hold tokens (`X-N8N-API-KEY`,
 * `?access_token=`), and Caddy hides no more than Authorization and cookies by itself. What may be a login stands in the log
 * of logins too, where somebody can be banned: who comes from the VPN and the home network never is.
 */
export function accessLog(site: Site, reach: Reach): string[] {
  const { name, secretPaths = [] } = site;
  return [...inner(`log ${name}`, ["output stdout", ...withoutSecrets(secretPaths)]), ...(reach === "internet" ? marked(site) : [])];
}

/**
 * Marks what would be a refused login if it were answered so: `login_401` means one with that status, and its value under
 * which name it counts. Caddy judges here as it does when it passes on, so no other spelling of a path slips through.
 */
function marked({ name, failedLogins = [] }: Site): string[] {
  return failedLogins.flatMap((login, index) => {
    const { method, path, status, onlyWithCredentials = false } = login;
    const matcher = `@login${index + 1}`;
    return [
      ...inner(matcher, [
        ...(method === "any" ? [] : [`method ${method}`]),
        `path ${path}`,
        ...(onlyWithCredentials ? ["header Authorization *"] : []),
      ]),
      `log_append ${matcher} login_${status} ${jailOf(name, login)}`,
      `log_name ${matcher} ${name} ${logins}`,
    ];
  });
}

const logins = "logins";
const ofLogins = `http.log.access.${logins}`;

/** The log of Caddy itself: what could not be passed on stands there with its whole request. */
export function ownLog(secretPaths: readonly string[]): string[] {
  return inner("log default", ["output stderr", `exclude ${ofLogins}`, ...withoutSecrets(secretPaths)]);
}

/** The log of logins, a file of the machine that keeps its name: fail2ban looks for files when it starts, and never again. */
export function logOfLogins(secretPaths: readonly string[]): string[] {
  return inner(`log ${logins}`, [
    `include ${ofLogins}`,
    ...inner(`output file ${loginsDirectory}/${loginsLog.file}`, ["mode 640", "roll_size 10MiB", "roll_keep 5", "roll_keep_for 720h"]),
    ...withoutSecrets(secretPaths),
  ]);
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
