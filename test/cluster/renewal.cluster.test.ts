import { connect as connectTcp } from "node:net";
import { connect } from "node:tls";
import { describe, expect, test } from "@jest/globals";
import { eventually } from "../api/eventually";
import { nas, places, vps } from "./bed/addresses";
import { lifetimeSeconds, rootOfLetsEncrypt } from "./bed/outside/lets-encrypt";
import { leaveOut, report } from "./report";

if (!process.env.LONG) leaveOut("a certificate that is renewed", "Caddy looks every ten minutes; npm run test:long waits for it");
const describeLong = process.env.LONG ? describe : describe.skip;

/** One name of each proxy, from where its users are. */
const sites = [
  { name: "status.mk360.de", from: places.somebody, at: vps.public },
  { name: "logs.mk360.de", from: places.laptop, at: vps.private },
  { name: "adguard.mk360.de", from: places.homeDevice, at: nas.public },
] as const;

describeLong("certificates that are good for a quarter of an hour", () => {
  test(
    "each proxy renews its own by itself before the end, and nobody is refused meanwhile",
    async () => {
      const root = rootOfLetsEncrypt();
      const first = await Promise.all(sites.map((site) => shownBy(site, root)));
      const last = [...first];
      const refused: string[] = [];
      const began = Date.now();
      await eventually("each shows another certificate", lifetimeSeconds, async () => {
        for (const [index, site] of sites.entries())
          await shownBy(site, root).then(
            (shown) => (last[index] = shown),
            (error) => refused.push(`${new Date().toISOString()} ${site.name}: ${error}`),
          );
        await new Promise((resolve) => setTimeout(resolve, 500));
        return sites.filter((_, index) => last[index]?.serial === first[index]?.serial).map(({ name }) => name);
      });
      const left = last.map(({ issued }, index) => Math.round(((first[index]?.ends ?? 0) - issued) / 1000));
      report("certificates of each proxy renewed by themselves, seconds before the end of the old one", left.join(", "));
      report("they were watched for", `${((Date.now() - began) / 1000).toFixed(0)} s, refused connections: ${refused.length}`);
      expect(refused).toEqual([]);
      expect(Math.min(...left)).toBeGreaterThan(0);
    },
    (lifetimeSeconds + 60) * 1000,
  );
});

interface Shown {
  readonly serial: string;
  readonly issued: number;
  readonly ends: number;
}

/** The certificate that a proxy shows, once it is found good. */
function shownBy({ name, from, at }: (typeof sites)[number], ca: string): Promise<Shown> {
  return new Promise((resolve, reject) => {
    const socket = connect({ socket: connectTcp({ host: at, port: 443, localAddress: from }), servername: name, ca, timeout: 10_000 });
    socket.once("secureConnect", () => {
      const { serialNumber: serial, valid_from: issued, valid_to: ends } = socket.getPeerCertificate();
      socket.end();
      resolve({ serial, issued: Date.parse(issued), ends: Date.parse(ends) });
    });
    socket.once("timeout", () => socket.destroy(new Error("no answer within 10 s")));
    socket.once("error", reject);
  });
}
