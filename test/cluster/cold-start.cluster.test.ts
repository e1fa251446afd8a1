import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { eventually } from "../api/eventually";
import { nas, places } from "./bed/addresses";
import { Bed } from "./bed/bed";
import { Census, ColdStart } from "./bed/cold-start";
import { lowerFirewall, raiseFirewall } from "./bed/firewall";
import { cutPower, restorePower } from "./bed/power-cut";
import { unreadyPrograms } from "./live";
import { adguardQuestion } from "./reach/adguard-question";
import { tryFromOutside } from "./reach/probe";
import { report } from "./report";
import { secondsSince } from "./restarts";
import { siteAnswers } from "./site-answers";

const all = ["adguard-cold-start", "caddy-home-cold-start", "vaultwarden-private-cold-start"];

/** DESIGN section 3: never both at once, and a lock on the data decides, not timing. */
describe("the home while the server is away", () => {
  const bed = Bed.here();
  const machine = bed.nodes.nas;
  const cold = new ColdStart(machine);

  /** Each start of the program notes its pod there. */
  const startsOf = (claim: string) =>
    readFileSync(join(cold.claim("home", claim), "starts"), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => line.split(" ")[1] ?? "");
  const served = async () => [
    (await tryFromOutside(places.homeDevice, [adguardQuestion]))[0]?.out,
    siteAnswers("vault-private.mk360.de", places.homeDevice, nas.public),
  ];
  const servedWell = (what: string, seconds: number) =>
    eventually(what, seconds, async () => {
      const answers = await served();
      return answers.join(" ") === "ok 200" ? [] : [`${answers.join(" ")}: ${machine.place.log("gate").slice(-800)}`];
    });
  const gateEnds = () =>
    eventually("the gate lets k3s start", 90, async () => (machine.place.isRunning("gate") ? [machine.place.log("gate").slice(-400)] : []));

  beforeAll(() => {
    raiseFirewall(machine);
  });
  afterAll(() => {
    lowerFirewall(machine);
  });

  test("what it takes is kept while the server answers, with the rights of the machine's own kubelet", async () => {
    const began = Date.now();
    await cold.keep();
    report("keeping what a start without the server takes, images included, took", secondsSince(began));
    const images = await cold.run("podman", "images", "--format", "{{.Repository}}:{{.Tag}}");
    expect(
      images
        .trim()
        .split("\n")
        .filter((name) => name.startsWith("localhost/mk360/"))
        .sort(),
    ).toEqual(["adguard", "caddy-home", "vaultwarden-private"].map((name) => `localhost/mk360/${name}:kept`));
    const noted = () => statSync(join(machine.folder, "lib/mk360/cold-start/adguard.image")).mtimeMs;
    const before = noted();
    await cold.keep();
    expect(noted()).toBe(before);
  });

  test("the NAS starts alone: names and the vault are served, from the same data", async () => {
    await cutPower(machine);
    await bed.plane.endPart("api");
    const began = Date.now();
    cold.startGate();
    await servedWell("names and the vault are served without the server", 120);
    report("the NAS started alone: names and the vault were served after", secondsSince(began));
    expect(await cold.pods()).toEqual(all);
    expect(startsOf("vaultwarden-private-data").slice(-2)).toEqual([
      expect.stringMatching(/^vaultwarden-private-\w+-\w{5}$/),
      "vaultwarden-private-cold-start",
    ]);
  });

  test("the server is back: the cluster goes on with what was written meanwhile, and never were there two", async () => {
    const census = new Census(["/start.sh", "/opt/adguardhome/AdGuardHome"]);
    const before = startsOf("vaultwarden-private-data");
    const began = Date.now();
    bed.plane.startPart("api");
    await bed.plane.ready();
    await gateEnds();
    expect(await cold.pods()).toEqual([]);
    await restorePower(machine);
    await servedWell("names and the vault are served by the cluster", 180);
    await eventually("every program is ready again", 240, () => unreadyPrograms(bed));
    report("the server was back: the cluster served names and the vault, and all was ready after", secondsSince(began));
    const after = startsOf("vaultwarden-private-data");
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.slice(before.length)).toEqual([expect.stringMatching(/^vaultwarden-private-\w+-\w{5}$/)]);
    expect(census.end()).toEqual({ "/start.sh": 1, "/opt/adguardhome/AdGuardHome": 1 });
  });

  test("k3s alone has ended, its pods go on, and the server is away: podman starts nothing beside them", async () => {
    const before = startsOf("adguard-settings");
    await machine.place.end("kubelet");
    await bed.plane.endPart("api");
    cold.startGate();
    await new Promise((resolve) => setTimeout(resolve, 45_000));
    expect([await cold.pods(), await served()]).toEqual([[], ["ok", "200"]]);
    bed.plane.startPart("api");
    await bed.plane.ready();
    await gateEnds();
    machine.startKubelet();
    await eventually("every program is ready again", 240, () => unreadyPrograms(bed));
    expect(startsOf("adguard-settings")).toEqual(before);
  });

  test("the gate is killed, and the cluster starts beside podman: its pods wait for the data, and go on when it is theirs", async () => {
    const census = new Census(["/start.sh", "/opt/adguardhome/AdGuardHome"]);
    await cutPower(machine);
    await bed.plane.endPart("api");
    cold.startGate();
    await servedWell("names and the vault are served without the server", 120);
    await machine.place.end("gate");
    bed.plane.startPart("api");
    await bed.plane.ready();
    await restorePower(machine);
    await eventually("the cluster's vault waits for its data", 120, async () => {
      const { stdout } = await bed.kubectl("-n", "home", "logs", "deployment/vaultwarden-private", "--tail=1");
      return stdout.includes("somebody else works on /data; waiting") ? [] : [stdout];
    });
    expect(await cold.pods()).toEqual(all);
    expect(await served()).toEqual(["ok", "200"]);
    // As the next start of k3s does.
    cold.startGate();
    await gateEnds();
    await eventually("every program is ready again", 240, () => unreadyPrograms(bed));
    expect(census.end()).toEqual({ "/start.sh": 1, "/opt/adguardhome/AdGuardHome": 1 });
  });
});
