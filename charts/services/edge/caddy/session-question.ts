import { Mistake, type Route, seconds } from "../../vocabulary";
import { inner } from "./caddyfile-block";

/** A program that does not answer in that time lets nobody through. */
const patience = seconds(10);

/**
 * The lines that let only those through to some paths to whom the program itself says that they have a session. What came is
 * passed on afterwards as it came.
 * @throws Mistake when no detour of the site leads to the service that is to be asked.
 */
export function askedForSession({ site, detours }: Route): string[] {
  const { onlyWithSession } = site;
  if (!onlyWithSession) return [];
  const { paths, asks, path, session, headers = {} } = onlyWithSession;
  const asked = detours.find(({ service }) => service === asks)?.backend;
  if (asked === undefined)
    throw new Mistake(`site ${site.name} asks "${asks}" for a session, to which none of its detours leads; correct the name`);
  return [
    `@session path ${paths.join(" ")}`,
    ...inner(`forward_auth @session ${asked}`, [
      `uri ${path}`,
      // Set anew, so that a session in the name that the program knows itself counts for nothing here.
      `header_up ${session.as} {header.${session.from}}`,
      ...Object.entries(headers).map(([name, value]) => `header_up ${name} ${value}`),
      ...inner("transport http", ["dial_timeout 5s", `response_header_timeout ${patience.seconds}s`]),
    ]),
  ];
}
