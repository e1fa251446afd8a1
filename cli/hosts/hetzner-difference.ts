import type { HetznerRule } from "./hetzner-api";

/** What a firewall lets in that it should not, and what it should and does not; empty where it is as the model wants it. */
export function differencesOf(wanted: readonly HetznerRule[], present: readonly HetznerRule[]): string[] {
  const [should, does] = [openingsOf(wanted), openingsOf(present)];
  const goesOut = present.some(({ direction }) => direction === "out");
  return [
    ...[...does].filter((opening) => !should.has(opening)).map((opening) => `open, and should not be: ${opening}`),
    ...[...should].filter((opening) => !does.has(opening)).map((opening) => `closed, and should be open: ${opening}`),
    ...(goesOut ? ["rules for what goes out, and there should be none: all else that the server calls is stopped"] : []),
  ];
}

/** How rules are put together makes no difference: each source of each port by itself. */
function openingsOf(rules: readonly HetznerRule[]): Set<string> {
  return new Set(
    rules
      .filter(({ direction }) => direction === "in")
      .flatMap(({ protocol, port, source_ips: sources }) =>
        sources.map((from) => `${port === undefined || port === null ? protocol : `${port}/${protocol}`} from ${from}`),
      ),
  );
}
