import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { load } from "js-yaml";
import { bedFolder } from "../bed/place";
import { Bed } from "./bed/bed";
import { addresses } from "./bed/places";

interface UserData {
  readonly write_files: readonly { readonly path: string; readonly permissions: string; readonly content: string }[];
  readonly runcmd: readonly (readonly string[])[];
}

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA me@computer";
let bed: Bed;
beforeAll(async () => {
  bed = await Bed.make();
  bed.ssh = { from: [], keys: [key] };
  bed.addDevice("laptop", "admin");
});
afterAll(() => bed?.end());

const userDataOf = (machine: "vps" | "nas") => join(bed.render(machine), "user-data");

describe.each(["vps", "nas"] as const)("the first start of %s", (machine) => {
  test("is one that cloud-init takes", () => {
    const said = bed.places[machine].run("bash", "-c", `cloud-init schema --config-file ${userDataOf(machine)} 2>&1`);
    expect(said).toMatch(/Valid (?:cloud-config|schema)/);
  });

  test("lets whoever config.yaml names log in, with a key and nothing else", () => {
    const text = bed.places[machine].run("cat", userDataOf(machine));
    expect(load(text)).toMatchObject({ ssh_authorized_keys: [key], ssh_pwauth: false });
    expect(text.length).toBeLessThan(32 * 1024);
  });
});

describe("the server after its first start, before anybody has set it up", () => {
  beforeAll(() => {
    const { vps } = bed.places;
    const data = load(vps.run("cat", userDataOf("vps"))) as UserData;
    // What cloud-init does with it, in its order; its own program wants a whole machine.
    for (const { path, permissions, content } of data.write_files) {
      const file = join(bedFolder("vps"), "written", path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      vps.run("install", "-D", "-m", permissions, file, path);
    }
    for (const command of data.runcmd) vps.run(...command);
    vps.start("answer", [process.execPath, join(__dirname, "bed/answer.mjs"), "tcp:22", "tcp:80", "tcp:6443", "tcp:10250", "udp:53"]);
  });

  test("answers on SSH, and on nothing else", () => {
    const asked = ["tcp:22", "tcp:80", "tcp:6443", "tcp:10250", "udp:53"].map((port) => port.replace(":", `:${addresses.vps}:`));
    expect(bed.call("somebody", asked)).toEqual([addresses.somebody, "silent", "silent", "silent", "silent"]);
  });

  test("is set up from there like any other", async () => {
    // What plays every program that could listen has the resolver's port too.
    await bed.places.vps.end("answer");
    expect(bed.setUp("vps")).toMatch(/changes done\n$/);
    expect(bed.setUp("vps")).toBe("nothing to change\n");
  });
});
