import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { describeReal, onPath, until } from "../support/real";

const root = process.getuid?.() === 0 ? "root" : undefined;
const groups = existsSync("/sys/fs/cgroup/memory") ? "/sys/fs/cgroup/memory" : undefined;

describeReal("the bed's namespaces", { root, unshare: onPath("unshare"), "control groups of version 1": groups }, () => {
  const folder = mkdtempSync(join(tmpdir(), "mk360-real-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Enters a bed, and gives its folder once `script` runs in it. */
  const enter = async (script: string) => {
    const child = spawn("bash", [join(__dirname, "enter.sh"), "bash", "-c", script], {
      env: { PATH: process.env.PATH, TMPDIR: folder },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (said += data));
    const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
    return { child, ended, said: () => said };
  };

  /** Of the bed whose folder was told; another one may stand beside it. */
  const left = (said: string) => ({
    folders: readdirSync(folder),
    groups: readdirSync(groups ?? "/").filter((name) => name.startsWith(`mk360-${/mk360-cluster-(\w+)/.exec(said)?.[1]}-`)),
    mounts: readFileSync("/proc/self/mountinfo", "utf8")
      .split("\n")
      .filter((line) => line.includes(folder)),
    // They are the machine's, whatever has its own mounts.
    loops: execFileSync("losetup", ["--list", "--noheadings", "--output", "BACK-FILE"], { encoding: "utf8" })
      .split("\n")
      .filter((file) => file.includes(folder)),
  });
  const nothing = { folders: [], groups: [], mounts: [], loops: [] };

  const mountFile =
    'truncate -s 8M "$BED/file" && mkfs.ext4 -q "$BED/file" && mkdir "$BED/looped" && mount -o loop "$BED/file" "$BED/looped"';
  /** Leaves whatever a bed may leave: a mount, a file that is mounted, a process of its own session, a control group. */
  const makeEverything = `${mountFile} && mkdir "$BED/mount" && mount -t tmpfs tmpfs "$BED/mount" && mkdir "${groups}/mk360-\${BED##*-}-vps" && setsid sleep 1000 & echo "in $BED"; sleep 1000`;

  test("end with the command, with its code, and leave nothing", async () => {
    const { ended, said } = await enter('ip route; echo "in $BED: $$ $(ls /proc | grep -c "^[0-9]")"; exit 7');
    expect(await ended).toBe(7);
    // No way leads out, and no process outside is seen.
    expect(said()).toMatch(/^in \S+: \d+ \d\n$/);
    await until(() => readdirSync(folder).length === 0, 20);
    expect(left(said())).toEqual(nothing);
  });

  describe.each(["SIGINT", "SIGTERM", "SIGKILL"] as const)("interrupted by %s", (signal) => {
    test("leave nothing either", async () => {
      const { child, ended, said } = await enter(makeEverything);
      await until(() => said().includes("in "), 20);
      child.kill(signal);
      await ended;
      await until(() => JSON.stringify(left(said())) === JSON.stringify(nothing), 30);
      expect(left(said())).toEqual(nothing);
    });
  });

  test("are refused to whoever is not root, with the reason", async () => {
    const other = join(folder, "for-anybody");
    mkdirSync(other);
    const child = spawn("bash", [join(__dirname, "enter.sh"), "true"], { uid: 65534, env: { PATH: process.env.PATH, TMPDIR: other } });
    let said = "";
    child.stderr.on("data", (data) => (said += data));
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect({ code, said }).toEqual({ code: 1, said: "this needs root: it makes networks and mounts of its own\n" });
  });
});
