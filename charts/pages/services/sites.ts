import type { PortReach, Reach } from "../../model/network/reach";
import type { OwnerQuestion, Site } from "../../model/network/site";
import type { Stack } from "../../model/stack";
import { code, right, table } from "../markdown";

/** From where something is reached, in words. */
export const reachWords: Readonly<Record<PortReach, string>> = {
  internet: "the internet",
  vpn: "the WireGuard network",
  lan: "the home network",
  machines: "the other machines, in the WireGuard network",
};

/** Sites whose program would make its first visitor its owner, and how the proxy asks whether it has one. */
export function ownersTable(stack: Stack): string {
  const rows = stack.routes.flatMap(({ site: { name, owner }, host }) =>
    owner
      ? [[name, host, `${owner.posts === undefined ? "GET" : "POST"} ${owner.path}`, answerOf(owner), owner.refuses.map(code).join("\n")]]
      : [],
  );
  return table(["site", "host name", "what is asked", "which answer means yes", "never passed on"], rows);
}

function answerOf({ status, says }: OwnerQuestion): string {
  return says === undefined ? `${status}` : `${status} with ${code(says)}`;
}

export function sitesTable(stack: Stack): string {
  return table(
    ["service", "site", "host name", "reached by", "what for", "paths"],
    stack.routes.map(({ service, site, host, reach }) => [service, site.name, host, reachWords[reach], site.purpose, pathsOf(site, reach)]),
  );
}

/** Sites before which the proxy asks for its one password. */
export function withoutLoginTable(stack: Stack): string {
  const rows = stack.routes.flatMap(({ site: { name, withoutLogin }, host }) => (withoutLogin ? [[name, host, withoutLogin]] : []));
  return table(["site", "host name", "why"], rows);
}

/** Where the access log ends, because the rest opens something by itself. */
export function secretPathsTable(stack: Stack): string {
  const sites = new Map(stack.routes.map(({ site }) => [site.name, site.secretPaths ?? []]));
  const rows = [...sites].filter(([, paths]) => paths.length > 0).map(([name, paths]) => [name, paths.map(code).join("\n")]);
  return table(["site", "addresses that begin so"], rows);
}

function pathsOf(site: Site, reach: Reach): string {
  const { onlyPaths, refusedPaths = [], refusedAtHome = [], refusedAnywhere = [], refusedUnless = [], onlyWithSession } = site;
  if (onlyPaths) return onlyPaths.map(code).join("\n");
  const refused = [...refusedPaths, ...(reach === "lan" ? refusedAtHome : []), ...refusedAnywhere.map((text) => `*${text}*`)];
  const lines = [
    ...refused.map(code),
    ...refusedUnless.flatMap(({ paths }) => paths.map((path) => `${code(path)} but for one question`)),
    ...(onlyWithSession?.paths ?? []).map((path) => `${code(path)} without a session`),
  ];
  return lines.length === 0 ? "all" : `all but\n${lines.join("\n")}`;
}

export function hostPortsTable(stack: Stack): string {
  return table(
    ["machine", right("port"), "reached from", "service", "why"],
    stack.services.flatMap((service) =>
      service.hostPorts.map(({ number, port, from, why }) => {
        const { protocol } = service.port(port);
        return [service.machine, `${number}/${protocol.toLowerCase()}`, reachWords[from], service.name, why];
      }),
    ),
  );
}
