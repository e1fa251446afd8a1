import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { HetznerApi, type HetznerRule } from "../../../cli/hosts/hetzner-api";
import { differencesOf } from "../../../cli/hosts/hetzner-difference";

const rule = (port: string, ...from: string[]): HetznerRule => ({ direction: "in", protocol: "tcp", port, source_ips: from });
const everywhere = "0.0.0.0/0";

describe("Hetzner's firewall differs", () => {
  test.each<[what: string, wanted: HetznerRule[], present: HetznerRule[], found: string[]]>([
    ["in nothing, however the rules are put together", [rule("22", "a", "b")], [rule("22", "b"), rule("22", "a")], []],
    [
      "in a port that is open",
      [rule("80", everywhere)],
      [rule("80", everywhere), rule("6443", "a")],
      ["open, and should not be: 6443/tcp from a"],
    ],
    [
      "in IPv6, which nothing here speaks",
      [rule("80", everywhere)],
      [rule("80", everywhere, "::/0")],
      ["open, and should not be: 80/tcp from ::/0"],
    ],
    [
      "in a port that is closed",
      [rule("80", everywhere), rule("443", everywhere)],
      [rule("80", everywhere)],
      ["closed, and should be open: 443/tcp from 0.0.0.0/0"],
    ],
    [
      "in a range of ports",
      [rule("80", everywhere)],
      [rule("80-90", everywhere)],
      ["open, and should not be: 80-90/tcp from 0.0.0.0/0", "closed, and should be open: 80/tcp from 0.0.0.0/0"],
    ],
    [
      "in what may go out",
      [rule("80", everywhere)],
      [rule("80", everywhere), { ...rule("443"), direction: "out" }],
      ["rules for what goes out, and there should be none: all else that the server calls is stopped"],
    ],
    [
      "in a ping",
      [{ direction: "in", protocol: "icmp", source_ips: [everywhere] }],
      [],
      ["closed, and should be open: icmp from 0.0.0.0/0"],
    ],
  ])("%s", (_, wanted, present, found) => {
    expect(differencesOf(wanted, present)).toEqual(found);
  });
});

/** Answers as the API does by the types of its own client (hcloud-go 2.30, package schema), two entries a page. */
describe("Hetzner's API", () => {
  const servers = [1, 2, 3].map((id) => ({
    id,
    name: `server-${id}`,
    public_net: {
      ipv4: { ip: `203.0.113.${id}` },
      firewalls:
        id === 3
          ? [
              { id: 12, status: "applied" },
              { id: 13, status: "applied" },
            ]
          : [],
    },
  }));
  const firewalls = [11, 12, 13].map((id) => ({ id, rules: [{ ...rule(`${id}`, everywhere), destination_ips: [], description: null }] }));
  let api: Server;
  let endpoint = "";

  beforeAll(async () => {
    api = createServer(({ url = "", headers }, response) => {
      if (headers.authorization !== "Bearer right") {
        response
          .writeHead(401, { "Content-Type": "application/json" })
          .end('{"error":{"code":"unauthorized","message":"unable to authenticate"}}');
        return;
      }
      const { pathname, searchParams } = new URL(url, "http://api");
      const kind = pathname.slice(1) as "servers" | "firewalls";
      const page = Number(searchParams.get("page"));
      const all = { servers, firewalls }[kind];
      const next = page * 2 < all.length ? page + 1 : null;
      response.end(JSON.stringify({ [kind]: all.slice(page * 2 - 2, page * 2), meta: { pagination: { page, next_page: next } } }));
    });
    await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
    endpoint = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    api.close();
  });

  test("gives the rules of every firewall before the server, and of no other, over all pages", async () => {
    const rules = await new HetznerApi("right", endpoint).rulesBefore("203.0.113.3");
    expect(rules.map(({ port }) => port)).toEqual(["12", "13"]);
  });

  test("gives none where none stands before the server", async () => {
    expect(await new HetznerApi("right", endpoint).rulesBefore("203.0.113.1")).toEqual([]);
  });

  test("knows no such server", async () => {
    await expect(new HetznerApi("right", endpoint).rulesBefore("203.0.113.99")).rejects.toThrow(
      /^Hetzner's API: machines\.vps\.publicAddress is "203\.0\.113\.99"/,
    );
  });

  test("takes no other token, which is not repeated", async () => {
    const asked = new HetznerApi("wrong-token", endpoint).rulesBefore("203.0.113.3");
    await expect(asked).rejects.toThrow(/servers is "401 Unauthorized".*Security > API tokens/);
    await expect(asked).rejects.not.toThrow(/wrong-token/);
  });

  test("is away", async () => {
    await expect(new HetznerApi("right", "http://127.0.0.1:1").rulesBefore("203.0.113.3")).rejects.toThrow(/is "silent \(/);
  });

  test("wants a token", () => {
    expect(() => HetznerApi.fromEnvironment({})).toThrow(/^Hetzner's API: HCLOUD_TOKEN is "not there"/);
  });
});
