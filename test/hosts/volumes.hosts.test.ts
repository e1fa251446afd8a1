import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { mebi } from "../../charts/values/size";
import { eventually } from "../api/eventually";
import { bedFolder, outside } from "../bed/place";
import { Bed } from "./bed/bed";

const image = "/var/lib/mk360/volumes.img";
const storage = "/var/lib/rancher/k3s/storage";
const unit = "var-lib-rancher-k3s-storage.mount";
let bed: Bed;
beforeAll(async () => {
  bed = await Bed.make();
  bed.addDevice("laptop", "admin");
});
afterAll(() => bed?.end());

const on = (script: string) => bed.places.vps.run("bash", "-c", script);
const mounted = () => on(`findmnt -n -o FSTYPE --mountpoint ${storage} || true`).trim();
const sizes = () => on(`stat -c %s ${image}; du -B 1 ${image} | cut -f 1`).trim().split("\n").map(Number);
/** All that lies in a folder. */
const all = (folder: string) =>
  on(
    `cd ${folder} && find . -mindepth 1 -path ./.room -prune -o -printf '%y %m %U:%G %p %l\n' | sort; find . -type f -exec sha256sum {} + | sort`,
  );

describe("the file system of the volumes", () => {
  test("is nothing that a dry run makes", () => {
    expect(bed.setUp("vps", "--dry-run")).toMatch(/^would: make the file system of the volumes, of 0\.5 GiB$/m);
    expect(on(`ls ${image}* ${storage} 2>/dev/null || true`)).toBe("");
  });

  test("is made and mounted before k3s starts, and its room is its own", () => {
    const said = bed.setUp("vps");
    expect(said.indexOf("mount the file system of the volumes")).toBeGreaterThan(0);
    expect(said.indexOf("mount the file system of the volumes")).toBeLessThan(said.indexOf("install k3s"));
    expect(mounted()).toBe("xfs");
    const [length = 0, takes = 0] = sizes();
    expect(length).toBe(mebi(512).bytes);
    expect(takes).toBeGreaterThanOrEqual(length);
  });

  test("has a directory for each volume, whose files bear its number", () => {
    const [first = ""] = readFileSync(join(bed.render("vps"), "volumes/claims"), "utf8").split("\n");
    const [number = "", , path = ""] = first.split(" ");
    on(`mkdir ${storage}/${path}/below; touch ${storage}/${path}/below/file`);
    expect(on(`lsattr -p ${storage}/${path}/below/file`).trim().split(/\s+/)[0]).toBe(number);
    expect(on(`stat -c %a ${storage}/${path} $(dirname ${storage}/${path})`)).toBe("777\n700\n");
  });

  test("is left alone by the next run", () => {
    const before = sizes();
    expect(bed.setUp("vps")).toBe("nothing to change\n");
    expect(sizes()).toEqual(before);
  });

  test("full of data takes no more of the disk of the system than it has anyway", () => {
    const [, before = 0] = sizes();
    expect(on(`dd if=/dev/zero of=${storage}/fill bs=1M conv=fsync 2>&1 || true`)).toContain("No space left on device");
    expect(sizes()[1]).toBeLessThan(before + mebi(2).bytes);
    on(`rm ${storage}/fill`);
    expect(sizes()[1]).toBeGreaterThanOrEqual(mebi(512).bytes);
  });

  test("takes its room anew where something has given it back", () => {
    on(`fallocate --punch-hole --offset 300M --length 100M ${image}`);
    expect(sizes()[1]).toBeLessThan(mebi(512).bytes);
    expect(bed.setUp("vps")).toMatch(/^take the room for the volumes anew/m);
    expect(sizes()[1]).toBeGreaterThanOrEqual(mebi(512).bytes);
  });
});

describe("the file system of the volumes, when config.yaml has another size", () => {
  test("grows, and what lies in it stays", () => {
    on(`echo kept >${storage}/kept`);
    bed.volumes = mebi(600);
    expect(bed.setUp("vps")).toMatch(/^let the file system of the volumes grow to 0\.6 GiB$/m);
    expect(Number(on(`df --output=size -B 1 ${storage} | tail -n 1`))).toBeGreaterThan(mebi(512).bytes);
    expect(on(`cat ${storage}/kept`)).toBe("kept\n");
    expect(bed.setUp("vps")).toBe("nothing to change\n");
  });

  test("grows to its end also when that was interrupted", () => {
    bed.volumes = mebi(700);
    on(`fallocate --length ${mebi(700).bytes} ${image}`);
    expect(bed.setUp("vps")).toMatch(/^let the file system of the volumes grow/m);
    expect(Number(on(`df --output=size -B 1 ${storage} | tail -n 1`))).toBeGreaterThan(mebi(600).bytes);
    expect(bed.setUp("vps")).toBe("nothing to change\n");
  });

  test("never shrinks: the run is refused before it changes anything, with the least size", () => {
    bed.volumes = mebi(512);
    on("echo '# mine' >>/etc/sysctl.d/90-mk360.conf");
    expect(() => bed.setUp("vps")).toThrow(
      "the file system of the volumes has 0.7 GiB, and 0.5 GiB are wanted: it grows, and never shrinks.\nSet the volumes of this machine in config.yaml to 700Mi or more.",
    );
    expect(on("tail -n 1 /etc/sysctl.d/90-mk360.conf")).toBe("# mine\n");
    bed.volumes = mebi(700);
    bed.setUp("vps");
  });

  test("is refused more than the disk has free", () => {
    bed.volumes = mebi(1000);
    on(`echo ${mebi(400).bytes} >/run/disk-free`);
    expect(() => bed.setUp("vps")).toThrow(
      /wants 0\.3 GiB more of the disk, which has 0\.4 GiB free, and 13\.3 GiB of those stay for the system/,
    );
    expect(sizes()[0]).toBe(mebi(700).bytes);
    on("rm /run/disk-free");
    bed.volumes = mebi(700);
  });
});

describe("a machine that starts", () => {
  test("comes up with the mount, which systemd understands", () => {
    const folder = bed.render("vps");
    expect(on(`systemctl is-enabled ${unit} && echo enabled`)).toBe("enabled\n");
    expect(on(`systemd-analyze verify ${folder}/volumes/${unit} 2>&1`)).toBe("");
  });

  test("starts no k3s without it", () => {
    const units = bedFolder("units");
    const { vps } = bed.places;
    vps.run("cp", "-r", join(bed.render("vps"), "etc/systemd/system"), units);
    for (const name of ["k3s", "wg-quick@"]) bed.file(`units/${name}.service`, "[Service]\nExecStart=/usr/bin/true\n");
    const judged = (mount: string) => {
      bed.file(`units/${unit}`, mount);
      return on(`SYSTEMD_UNIT_PATH=${units}: systemd-analyze verify k3s.service 2>&1 || true`);
    };
    const text = readFileSync(join(bed.render("vps"), "volumes", unit), "utf8");
    expect(judged(text)).toBe("");
    // Systemd's own word for it: with a mount that cannot be there is no start.
    expect(judged(text.replace(/^What=.*$/m, "What="))).toContain(`Failed to create k3s.service/start: Unit ${unit}`);
  });

  test("that has come up without it gets it by the next run", () => {
    on(`umount ${storage}`);
    expect(bed.setUp("vps", "--dry-run")).toMatch(/^would: mount the file system of the volumes$/m);
    expect(bed.setUp("vps")).toMatch(/^mount the file system of the volumes$/m);
    expect(on(`cat ${storage}/kept`)).toBe("kept\n");
  });

  test("keeps what somebody has written below it meanwhile, and says so", () => {
    on(`umount ${storage}; mkdir ${storage}/written`);
    expect(() => bed.setUp("vps")).toThrow(/something that was written while the file system of the volumes was not mounted/);
    expect(on(`ls ${storage}`)).toBe("written\n");
    on(`rmdir ${storage}/written`);
    bed.setUp("vps");
  });
});

describe("volumes that lie on the disk of the system", () => {
  const program = (name: string, script: string) =>
    bed.places.vps.run("install", "-m", "755", bed.file("program", `#!/bin/bash\n${script}\n`), `/usr/local/bin/${name}`);
  /** What happens while k3s is stopped, and when the copy is made. */
  const meanwhile = (whileStopped: string, afterCopy = "") => {
    program("k3s-killall.sh", whileStopped);
    program("cp", `/usr/bin/cp "$@"\ncase "$*" in *volumes-half) ${afterCopy || "true"} ;; esac`);
  };
  const starts = () => on("cat /run/k3s-starts");
  let before: string;
  beforeAll(() => {
    on(
      `umount ${storage}; rm ${image} /etc/systemd/system/${unit} /run/systemd-enabled/${unit} /run/volume-limits; cd ${storage}; mkdir -m 700 storage; mkdir -m 777 storage/postgres-data; cd storage/postgres-data; head -c 3000000 /dev/urandom >data; chown 999:999 data; chmod 640 data; ln -s data link; mkfifo pipe; mkdir 'a folder'; touch -d 2020-01-01 'a folder/old'`,
    );
    before = all(storage);
    on("rm -f /run/k3s-starts");
  });

  test("stay there, and the run says how they move", () => {
    expect(bed.setUp("vps")).toBe(
      "the volumes lie on the disk of the system, which each of them can fill; while all services stop, this moves them: sudo bash /var/lib/mk360/confirmed/set-up.sh --move-volumes\nnothing to change\n",
    );
    expect(on(`ls /etc/systemd/system/${unit} 2>/dev/null || true`)).toBe("");
  });

  test.each([
    ["a pod still uses one", `mount --bind ${storage}/storage/postgres-data /mnt`, "", /something still uses/],
    [
      "the copy is not what was copied",
      "true",
      "echo more >>/run/mk360/volumes-half/storage/postgres-data/data",
      /the copy is not what lies in/,
    ],
    ["somebody ends it", "true", "kill -TERM $PPID", /the volumes are where they were/],
  ])("stay there, and the services start again, when %s", (_, whileStopped, afterCopy, said) => {
    meanwhile(whileStopped, afterCopy);
    expect(() => bed.setUp("vps", "--move-volumes")).toThrow(said);
    on("rm /usr/local/bin/cp; ! mountpoint -q /mnt || umount /mnt");
    expect({ there: all(storage), left: on("ls /var/lib/mk360 | grep img || true"), k3s: starts() }).toEqual({
      there: before,
      left: "",
      k3s: expect.stringMatching(/stopped\nserver\n$/),
    });
  });

  test("stay there also when the computer itself was gone in the middle, and the next run tidies up", () => {
    meanwhile("true", "kill -KILL $PPID");
    expect(() => bed.setUp("vps", "--move-volumes")).toThrow();
    on("rm /usr/local/bin/cp");
    expect(bed.setUp("vps")).toMatch(/^remove what an interrupted run has left of the file system of the volumes$/m);
    const left = on("ls /var/lib/mk360 | grep img; ls -d /run/mk360/scratch 2>/dev/null || true");
    expect({ there: all(storage), left }).toEqual({ there: before, left: "" });
    expect(starts()).toMatch(/server\n$/);
  });

  test("move as they are, with owners and times, and those before stay beside", () => {
    meanwhile("true");
    const said = bed.setUp("vps", "--move-volumes");
    expect(said).toContain(`The volumes before lie in ${storage}.before: remove that once everything is there.`);
    expect(mounted()).toBe("xfs");
    expect(on(`cd ${storage}/storage/postgres-data && stat -c '%n %a %U:%G %Y' data link pipe 'a folder/old'`)).toBe(
      on(`cd ${storage}.before/storage/postgres-data && stat -c '%n %a %U:%G %Y' data link pipe 'a folder/old'`),
    );
    expect(all(`${storage}.before`)).toBe(before);
    for (const line of before.trim().split("\n")) expect(all(storage)).toContain(line);
    expect(starts()).toMatch(/stopped\nserver\n$/);
    expect(bed.setUp("vps")).toBe("nothing to change\n");
  });
});

test("what the owner has mounted there himself is left alone", () => {
  on(`umount ${storage}; mount -t tmpfs tmpfs ${storage}`);
  expect(bed.setUp("vps")).toMatch(/is something that the owner has mounted there; mk360 leaves it alone\nnothing to change\n$/);
  on(`umount ${storage}`);
  bed.setUp("vps");
});

test("when a machine is gone, its loop device is too", async () => {
  const device = on(`findmnt -n -o SOURCE --mountpoint ${storage}`).trim();
  const file = () =>
    outside
      .run("losetup", "--list", "--noheadings", "--output", "NAME,BACK-INO")
      .split("\n")
      .filter((line) => line.startsWith(`${device} `));
  const [before] = file();
  expect(before).toBeDefined();
  bed.end();
  await eventually("the loop device is gone", 20, async () => file().filter((line) => line === before));
});
