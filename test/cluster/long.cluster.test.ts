import { describe, expect, test } from "@jest/globals";
import { eventually } from "../api/eventually";
import { places } from "./bed/addresses";
import { Bed } from "./bed/bed";
import { cutPower, restorePower } from "./bed/power-cut";
import { runningIn } from "./containers";
import { runPsql } from "./databases";
import { programs } from "./declared";
import { podsOf, unreadyPrograms } from "./live";
import { adguardQuestion } from "./reach/adguard-question";
import { tryFromOutside } from "./reach/probe";
import { leaveOut, report } from "./report";
import { secondsSince } from "./restarts";

/** Takes minutes of waiting each: `npm run test:long`, and no suite of .ci/run. */
if (!process.env.LONG) leaveOut("a machine without power or without its kubelet", "it takes minutes; npm run test:long tries it");
const describeLong = process.env.LONG ? describe : describe.skip;

/** Longer than the cluster waits for a machine before it gives up its pods. */
const awayMinutes = 7;

describeLong("a machine whose kubelet is away", () => {
  const bed = Bed.here();

  test(
    `the NAS's kubelet is away for ${awayMinutes} minutes: its pods run and answer all the while, and nothing is lost or left behind`,
    async () => {
      await runPsql("create table if not exists before_the_kubelet (number integer); insert into before_the_kubelet values (42)");
      const machine = bed.nodes.nas;
      const runOnNas = () => runningIn(bed).flatMap(({ node, pod, pid }) => (node === "nas" ? [`${pod} ${pid}`] : []));
      const before = runOnNas();
      await machine.place.end("kubelet");
      const began = Date.now();
      const silent: string[] = [];
      while (Date.now() - began < awayMinutes * 60_000) {
        const [asked] = await tryFromOutside(places.homeDevice, [adguardQuestion]);
        if (asked?.out !== "ok") silent.push(`${secondsSince(began)}: ${asked?.out}`);
        await new Promise((resolve) => setTimeout(resolve, 5000));
      }
      const still = new Set(runOnNas());
      const elsewhere = (await podsOf(bed)).filter(
        ({ metadata, spec }) => spec.nodeName === "vps" && ownMachine(metadata.namespace, metadata.name) === "nas",
      );
      machine.startKubelet();
      const back = Date.now();
      // Ready programs alone prove nothing yet: it first hears which of its pods were given up.
      await eventually("nothing waits for its end, and every program is ready", 290, async () => [
        ...(await podsOf(bed))
          .filter(({ metadata }) => metadata.deletionTimestamp)
          .map(({ metadata }) => `${metadata.name} is being ended`),
        ...(await unreadyPrograms(bed)),
      ]);
      report(`the NAS's kubelet was away for ${awayMinutes} minutes: all is ready again after`, secondsSince(back));
      report("questions to AdGuard that got no answer meanwhile", `${silent.length}`);
      expect(before.filter((each) => !still.has(each))).toEqual([]);
      expect(silent).toEqual([]);
      expect(elsewhere.map(({ metadata }) => metadata.name)).toEqual([]);
      expect((await runPsql("select number from before_the_kubelet")).trim()).toBe("42");
    },
    (awayMinutes + 7) * 60_000,
  );
});

/** The machine that dist names for a pod, by its program. */
function ownMachine(namespace: string, pod: string): string | undefined {
  return programs.find((each) => each.namespace === namespace && pod.startsWith(`${each.name}-`))?.pod.nodeSelector?.["mk360.de/site"];
}

describeLong("a machine without power", () => {
  const bed = Bed.here();

  const recovered = async (what: string, since: number) => {
    await eventually("every program is ready again", 290, () => unreadyPrograms(bed));
    report(`${what}: every program is ready again after`, secondsSince(since));
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
