import { afterEach, describe, expect, test } from "@jest/globals";
import { eventually } from "../../api/eventually";
import { outside } from "../../bed/place";
import { nas, places, vps } from "../bed/addresses";
import { Bed } from "../bed/bed";
import { unreadyPrograms } from "../live";
import { report } from "../report";
import { restartsOf, secondsSince } from "../restarts";
import { siteAnswers } from "../site-answers";

describe("a part of the cluster that is away for a while", () => {
  const bed = Bed.here();

  afterEach(() => eventually("every program is ready again", 240, () => unreadyPrograms(bed)));

  test("the API server is away for half a minute: nothing restarts, and the sites answer meanwhile", async () => {
    const before = await restartsOf(bed);
    await bed.plane.endPart("api");
    await new Promise((resolve) => setTimeout(resolve, 30_000));
    const meanwhile = siteAnswers("status.mk360.de", places.somebody, vps.public);
    const began = Date.now();
    bed.plane.startPart("api");
    await bed.plane.ready();
    report("the API server answers again after its start in", secondsSince(began));
    expect(meanwhile).toBe("200");
    expect(await restartsOf(bed)).toEqual(before);
  });

  test("the link between the machines is cut for half a minute: nothing restarts, and both find each other again", async () => {
    const before = await restartsOf(bed);
    outside.run("ip", "link", "set", "nas-vpn", "down");
    await new Promise((resolve) => setTimeout(resolve, 30_000));
    // Each side goes on by itself.
    expect(siteAnswers("status.mk360.de", places.somebody, vps.public)).toBe("200");
    expect(siteAnswers("adguard.mk360.de", places.homeDevice, nas.public)).toBe("200");
    outside.run("ip", "link", "set", "nas-vpn", "up");
    const healed = Date.now();
    await eventually("a site of the NAS answers through the server again", 120, async () => {
      const code = siteAnswers("vault-private.mk360.de", places.laptop, vps.private);
      return code === "200" ? [] : [code];
    });
    report("a site of the NAS answers through the server after the link is back in", secondsSince(healed));
    expect(await restartsOf(bed)).toEqual(before);
  });
});
