import { describe, expect, test } from "@jest/globals";
import { eventually } from "../api/eventually";
import { Bed } from "./bed/bed";
import { cutPower, restorePower } from "./bed/power-cut";
import { runPsql } from "./databases";
import { unreadyPrograms } from "./live";
import { leaveOut, report } from "./report";

/** Takes minutes of waiting each: `npm run test:long`, and no suite of .ci/run. */
if (!process.env.LONG) leaveOut("a machine without power", "it takes minutes; npm run test:long tries it");
const describeLong = process.env.LONG ? describe : describe.skip;

describeLong("a machine without power", () => {
  const bed = Bed.here();

  const recovered = async (what: string, since: number) => {
    await eventually("every program is ready again", 290, () => unreadyPrograms(bed));
    report(`${what}: every program is ready again after`, `${((Date.now() - since) / 1000).toFixed(0)} s`);
  };

  test("the NAS's VM goes and comes back", async () => {
    await cutPower(bed.nodes.nas);
    await restorePower(bed.nodes.nas);
    await recovered("the NAS's VM lost power", await noticed());
  });

  test("the server goes and comes back; what its database had taken is there", async () => {
    await runPsql("create table if not exists before_the_cut (number integer); insert into before_the_cut values (42)");
    await cutPower(bed.nodes.vps, bed.plane);
    await restorePower(bed.nodes.vps, bed.plane);
    await recovered("the server lost power", await noticed());
    expect((await runPsql("select number from before_the_cut")).trim()).toBe("42");
  });

  test("both go, and the NAS's VM is there first", async () => {
    await cutPower(bed.nodes.nas);
    await cutPower(bed.nodes.vps, bed.plane);
    await restorePower(bed.nodes.nas);
    await restorePower(bed.nodes.vps, bed.plane);
    await recovered("both lost power", await noticed());
  });

  /** When the machine had power again, once the cluster has seen that it was gone: before that everything still looks ready. */
  async function noticed(): Promise<number> {
    const began = Date.now();
    await eventually("the cluster has seen what is gone", 120, async () =>
      (await unreadyPrograms(bed)).length > 0 ? [] : ["everything looks ready"],
    );
    return began;
  }
});
