import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { eventually } from "../api/eventually";
import { amount, podNamed } from "../support/pods";
import { whole } from "../support/stack";
import { Bed } from "./bed/bed";
import { addresses } from "./bed/places";
import { askSite, startPublicProxy, untilSitesAnswer } from "./bed/public-proxy";

const count = 10_000;
/** What the firewall leaves to one address. */
const most = 256;

let bed: Bed;
beforeAll(async () => {
  bed = await Bed.whole();
  await startPublicProxy(bed);
  await untilSitesAnswer(bed);
});
afterAll(() => bed?.end());

describe(`whoever opens ${count} connections from one address, and`, () => {
  let running = "";
  afterEach(() => bed.places.somebody.end(running));

  const standing = () => Number(bed.places.somebody.log(running).trim().split("\n").pop());
  /** Of the program alone: memory that the kernel keeps for connections is not the pod's to lose. */
  const memoryOfCaddy = () =>
    Number(bed.places.vps.run("bash", "-c", "awk '/^RssAnon/ { print $2 * 1024 }' /proc/$(pgrep -x caddy)/status"));

  const limitOfCaddy = amount(podNamed(whole.objects, "caddy-public").spec.containers[0]?.resources?.limits?.memory);

  test.each(["greeting", "headers", "body", "reading"])("is slow with its %s, holds up nobody else", async (shape) => {
    running = `slow-${shape}`;
    bed.places.somebody.start(running, [
      process.execPath,
      join(__dirname, "bed/slow.mjs"),
      shape,
      `${count}`,
      addresses.vps,
      "vault-business.mk360.de",
    ]);
    await eventually("they stand", 60, async () => (standing() >= most - 6 ? [] : [`${standing()}`]));
    expect(standing()).toBeLessThanOrEqual(most);
    // Long enough for a machine on which other tests compute: it is asked whether somebody gets an answer, not how soon.
    const seconds = 60;
    const statuses: string[] = [];
    for (let time = 0; time < 20; time += 1)
      statuses.push(...["vault-business", "business-docs"].map((site) => askSite(bed, "phone", { site, path: "/", seconds })));
    expect(new Set(statuses)).toEqual(new Set(["200"]));
    const [memory, limit] = [memoryOfCaddy(), limitOfCaddy];
    process.stderr.write(`memory of caddy-public, ${shape}: ${Math.round(memory / 1024 ** 2)} of ${limit / 1024 ** 2} MiB\n`);
    expect(memory).toBeLessThan(0.75 * limit);
  });
});
