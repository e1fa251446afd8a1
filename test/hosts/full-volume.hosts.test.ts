import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { mebi } from "../../charts/values/size";
import { bedFolder } from "../bed/place";
import { toldByGuest, writeVolumesSetUp } from "./bed/guest";

const size = mebi(20);
let told: ReadonlyMap<string, string>;

const folder = bedFolder("guest");
beforeAll(() => {
  writeVolumesSetUp(folder, { unlockedBy: "nobody", size });
  told = toldByGuest(folder, "full-volumes.sh");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("on a kernel that counts what each volume has", () => {
  test("the file system counts, and a second run changes nothing", () => {
    expect([told.get("counted"), told.get("again")]).toEqual(["1", "nothing to change"]);
  });

  test("a volume takes as much as its claim says, and df in it says so", () => {
    expect([told.get("full"), told.get("full-has"), told.get("full-left")]).toEqual(["No space left on device", `${size.bytes}`, "0"]);
  });

  test("hosts check hears of it", () => {
    expect(told.get("reported")).toBe("says the volume storage/redis-business-data has taken 100 % of its 0.0 GiB");
  });

  test("a full volume stops no other, and leaves the disk of the system as it was", () => {
    expect([told.get("neighbour-writes"), told.get("disk-changed")]).toEqual(["yes", "0"]);
  });

  test("a file system that is full altogether leaves the disk of the system as it was", () => {
    expect([told.get("everything-full"), told.get("disk-changed-still"), told.get("disk-writes")]).toEqual([
      "No space left on device",
      "0",
      "yes",
    ]);
  });

  test("a volume that k3s has made by itself is held by the next run, with what it has already", () => {
    expect(told.get("found")).toMatch(/^hold the volume storage\/redis-private-data to/);
    expect([told.get("found-full"), told.get("found-has")]).toEqual(["No space left on device", `${size.bytes}`]);
  });

  test("a volume that has more than its size goes on, which each run says, and is held once it has less", () => {
    expect(told.get("over")).toContain("the volume storage/redis-business-data has more than its 0.0 GiB already, so nothing holds it");
    expect(told.get("over-writes")).toBe("yes");
    expect(told.get("over-again")).toMatch(/already, so nothing holds it to them\nnothing to change$/);
    expect(told.get("no-longer-over")).toMatch(/^hold the volume storage\/redis-business-data to/);
    expect(told.get("no-longer-over-full")).toBe("No space left on device");
  });

  test("the file system grows while somebody writes, and never shrinks", () => {
    expect([told.get("grown-by"), told.get("grown-again")]).toEqual([`${mebi(128).bytes}`, "nothing to change"]);
    expect(told.get("not-smaller")).toContain("it grows, and never shrinks");
  });

  test("after a restart each volume is held as before, and the file system is sound", () => {
    expect([told.get("after-restart-full"), told.get("sound")]).toEqual(["No space left on device", "0"]);
  });
});
