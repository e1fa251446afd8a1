import { expect, test } from "@jest/globals";
import { podsOf, runsForEver } from "../support/pods";
import { whole } from "../support/stack";
import { all } from "./all";

/** Whose facts are not yet written down as a table; the list may only become shorter. */
const withoutContract = [
  "caddy-home",
  "dozzle",
  "frpc",
  "frps",
  "netdata-nas",
  "netdata-vps",
  "unifi",
  "victoria-logs",
  "vlagent-nas",
  "vlagent-vps",
];

test("every service that runs has a contract, and one alone", () => {
  const running = podsOf(whole.objects)
    .filter(runsForEver)
    .map(({ name }) => name);
  expect([...all.flatMap((table) => Object.keys(table)), ...withoutContract].sort()).toEqual(running.sort());
});
