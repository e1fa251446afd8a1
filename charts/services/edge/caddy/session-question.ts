import { type Route, seconds } from "../../vocabulary";
import { behindDetour } from "./behind-detour";
import { inner } from "./caddyfile-block";

/** A program that does not answer in that time lets nobody through. */
const patience = seconds(10);

/**
 * The lines that let only those through to some paths to whom the program itself says that they have a session. What came is
 * passed on afterwards as it came.
 */
export function askedForSession(route: Route): string[] {
  const { onlyWithSession } = route.site;
  if (!onlyWithSession) return [];
  const { paths, asks, path, session, headers = {} } = onlyWithSession;
  return [
    `@session path ${paths.join(" ")}`,
    ...inner(`forward_auth @session ${behindDetour(route, asks, "a session")}`, [
      `uri ${path}`,
      // Set anew, so that a session in the name that the program knows itself counts for nothing here.
      `header_up ${session.as} {header.${session.from}}`,
      ...Object.entries(headers).map(([name, value]) => `header_up ${name} ${value}`),
      ...inner("transport http", ["dial_timeout 5s", `response_header_timeout ${patience.seconds}s`]),
    ]),
  ];
}
