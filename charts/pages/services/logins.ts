import type { Stack } from "../../model/stack";
import { code, right, table } from "../markdown";

/** How a refused login shows in the access log, for fail2ban and for whoever looks. */
export function loginsTable(stack: Stack): string {
  const rows = stack.services.flatMap(({ sites }) =>
    sites.flatMap(({ name, failedLogins = [] }) =>
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
