import type { Stack } from "../../model/stack";
import { code, right, table } from "../markdown";

/** How a refused login of a public site shows in the access log, for whoever looks: fail2ban bans by it. */
export function loginsTable(stack: Stack): string {
  const rows = stack.services.flatMap(({ sites }) =>
    sites
      .filter(({ reaches }) => reaches.includes("internet"))
      .flatMap(({ name, failedLogins = [] }) =>
        failedLogins.map(({ method, path, status, tries, onlyWithCredentials }) => [
          name,
          code(`${method} ${path}`),
          `${status}${onlyWithCredentials ? ", to a request with credentials" : ""}`,
          `${tries}`,
        ]),
      ),
  );
  return table(["site", "request", "answer", right("tries in ten minutes")], rows);
}
