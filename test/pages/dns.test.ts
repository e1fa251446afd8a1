import { expect, test } from "@jest/globals";
import { dnsPage } from "../../charts/pages/dns-page";
import { rowOf, stack, tablesOf } from "./pages";

const text = dnsPage(stack);

test.each(stack.routes.map(({ host, exposure }) => [host, exposure]))("%s (%s) has an A record to the server", (host) => {
  expect(rowOf(text, `${host}.`).slice(1, 3)).toEqual(["A", stack.config.vps.publicAddress]);
});

test("there is no other record, and none twice", () => {
  expect(tablesOf(text).flat().slice(2)).toHaveLength(new Set(stack.routes.map(({ host }) => host)).size);
});
