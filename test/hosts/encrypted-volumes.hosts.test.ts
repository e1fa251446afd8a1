import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { mebi } from "../../charts/values/size";
import { bedFolder } from "../bed/place";
import { toldByGuest, writeVolumesSetUp } from "./bed/guest";

const folder = bedFolder("encrypted");
let told: ReadonlyMap<string, string>;
beforeAll(() => {
  writeVolumesSetUp(folder, { unlockedBy: "nas", size: mebi(20) });
  told = toldByGuest(folder, "encrypted-volumes.sh");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const marker = "the-letter-of-the-tax-office";

describe("volumes on a kernel that encrypts", () => {
  test("are not made without a key, and nothing is", () => {
    expect(told.get("without-key")).toBe(
      "the volumes are to be encrypted, and their key is not here: mk360 hosts set-up brings it. Nothing was changed.",
    );
    expect(told.get("nothing-made")).toBe("");
  });

  test("are made with the key that was brought, which does not stay, and a second run changes nothing", () => {
    expect(told.get("first")).toMatch(/^make the file system of the volumes, of 0\.5 GiB, encrypted$/m);
    expect([told.get("key-left"), told.get("mounted"), told.get("again")]).toEqual(["", "/dev/mapper/mk360-volumes", "nothing to change"]);
    expect(told.get("cipher")).toMatch(/^aes-xts-plain64 512/);
  });

  test("hold what k3s keeps of the cluster, as it was before", () => {
    expect(told.get("first")).toMatch(/^move what k3s keeps of the cluster to the encrypted volumes$/m);
    expect(told.get("store")).toBe(marker);
  });

  test("show nothing of it in the file in which they lie", () => {
    expect([told.get("in-the-clear"), told.get("before-in-the-clear")]).toEqual(["no", "yes"]);
  });

  test("are held to their sizes", () => {
    expect(told.get("full")).toBe("No space left on device");
  });

  test("are locked after a restart, which the set-up and hosts check say, and nothing is written in their place", () => {
    expect(told.get("locked")).toContain("the volumes are locked since the machine has started: mk360 hosts unlock opens them\n");
    expect(told.get("reported")).toBe("says the volumes are locked since the machine has started: mk360 hosts unlock opens them");
    expect(told.get("locked-files")).toBe("");
  });

  test("are opened by their key alone", () => {
    expect([told.get("wrong"), told.get("nothing"), told.get("wrong-files")]).toEqual([
      "the volumes are not opened by this key",
      "no key came",
      "",
    ]);
    expect([told.get("right"), told.get("twice")]).toEqual(["the volumes are open", "the volumes are open"]);
    expect([told.get("back"), told.get("after")]).toEqual([`${marker}${marker}`, "nothing to change"]);
  });

  test("are opened by a set-up that brings the key", () => {
    expect(told.get("set-up-opens")).toMatch(/^mount the file system of the volumes$/m);
    expect(told.get("back-again")).toBe(marker);
  });

  test("grow, and a second run changes nothing", () => {
    expect([told.get("grown-by"), told.get("grown-again")]).toEqual([`${mebi(128).bytes}`, "nothing to change"]);
  });

  test("are not left without anybody who opens them", () => {
    expect(told.get("no-longer-wanted")).toContain("after a restart they would stay closed");
  });
});

describe("volumes that lie there in the clear", () => {
  test("stay so until somebody says otherwise", () => {
    expect(told.get("offered")).toMatch(/the volumes lie there in the clear; .*--encrypt-volumes\nnothing to change$/);
  });

  test("are encrypted where they lie, also when the machine loses its power in the middle", () => {
    expect(told.get("half")).toBe("/var/lib/mk360/volumes.half");
    expect(told.get("half-locked")).toContain("the volumes are encrypted in part, because a run was interrupted");
    expect(told.get("resumed")).toMatch(/^encrypt what is left of the volumes in the clear$/m);
    expect(told.get("converted")).toBe(`${marker} /dev/mapper/mk360-volumes`);
  });

  test("show nothing afterwards, and are whole", () => {
    expect([told.get("converted-in-the-clear"), told.get("converted-again"), told.get("converted-right"), told.get("sound")]).toEqual([
      "no",
      "nothing to change",
      "the volumes are open",
      "0",
    ]);
  });
});
