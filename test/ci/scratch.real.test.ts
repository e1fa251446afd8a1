import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { describeReal, onPath, Sandbox, until } from "../support/real";

const scratch = join(__dirname, "../../.ci/scratch.sh");
const root = process.getuid?.() === 0 ? "the user" : undefined;

describeReal("what .ci/run does with what its suites leave behind", { bash: onPath("bash"), "root, for a mount": root }, () => {
  let box: Sandbox;
  beforeAll(() => {
    box = new Sandbox();
  });
  afterAll(() => box.end());

  /** Runs lines of shell as .ci/run does, with the scratch folder that it makes. */
  const run = (...lines: string[]) =>
    box.run("bash", ["-c", [`. '${scratch}'`, "trap sweep EXIT", ...lines].join("\n")], { TMPDIR: box.root });
  /** Told of the folder by its variable, at work in it, or with it on its command line; none of them listens to TERM. */
  const processes = [
    "bash -c 'trap \"\" TERM; sleep 61; :' </dev/null >/dev/null 2>&1 &",
    '(cd "$scratch" && exec env -i bash -c \'trap "" TERM; sleep 62; :\') </dev/null >/dev/null 2>&1 &',
    'env -i tail -f /dev/null --pid=$$ "$scratch/suites" </dev/null >/dev/null 2>&1 &',
  ];

  test("nothing is found where nothing is left", () => {
    expect(run("nothing_left_behind")).toMatchObject({ code: 0, stdout: "" });
  });

  test("a process, a mount and a folder are each found and named", () => {
    const { code, stdout } = run(processes[0] ?? "", 'mkdir "$scratch/disk" && mount -t tmpfs none "$scratch/disk"', "nothing_left_behind");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^process \d+: bash -c .*sleep 61/m);
    expect(stdout).toMatch(/^mount: .*\/disk$/m);
    expect(stdout).toMatch(/^folder or file: .*\/disk$/m);
  });

  test("what one suite needs for the next one is not counted", () => {
    expect(run('mkdir "$scratch/jest_ab" && echo text >"$logs/0"', "nothing_left_behind").code).toBe(0);
  });

  test("a fresh run has no cache of an earlier one and no program that somebody has named, and all that it fetches goes", () => {
    const caches = ["XDG_CACHE_HOME", "GOCACHE", "GOMODCACHE", "npm_config_cache", "PIP_CACHE_DIR"];
    const warm = { ...Object.fromEntries(caches.map((name) => [name, "/warm"])), SOPS_BIN: "/warm", KUBEBUILDER_ASSETS: "/warm" };
    const lines = [
      `. '${scratch}'`,
      "trap sweep EXIT",
      "empty_caches",
      'mkdir -p "$GOMODCACHE/module" && touch "$GOMODCACHE/module/go.mod" && chmod -R a-w "$GOMODCACHE"',
      "nothing_left_behind || exit",
      "env",
    ];
    const { code, stdout } = box.run("bash", ["-c", lines.join("\n")], { ...warm, TMPDIR: box.root });
    const [, folder = "none"] = /^TMPDIR=(.*)$/m.exec(stdout) ?? [];
    const outside = caches.filter((name) => !stdout.includes(`\n${name}=${folder}/`));
    expect({ code, outside, warm: stdout.includes("/warm"), left: existsSync(folder) }).toEqual({
      code: 0,
      outside: [],
      warm: false,
      left: false,
    });
  });

  test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("all of it is gone after %s", async (signal) => {
    const lines = [
      `. '${scratch}'`,
      "trap 'sweep; exit 130' INT TERM HUP",
      'mkdir "$scratch/disk" && mount -t tmpfs none "$scratch/disk"',
      ...processes,
      `echo "$scratch $(jobs -p | tr '\\n' ' ')" >'${box.path("told")}'`,
      "wait",
    ];
    mkdirSync(box.path(signal));
    const child = spawn("bash", ["-c", lines.join("\n")], { env: { ...process.env, TMPDIR: box.path(signal) }, stdio: "ignore" });
    const ended = new Promise((resolve) => child.once("close", resolve));
    await until(() => existsSync(box.path("told")) && readFileSync(box.path("told"), "utf8").endsWith("\n"), 10, 20);
    const [folder = "", ...pids] = readFileSync(box.path("told"), "utf8").trim().split(" ");
    expect(pids.filter((pid) => existsSync(`/proc/${pid}`))).toHaveLength(processes.length);
    child.kill(signal);
    expect(await ended).toBe(130);
    expect([existsSync(folder), ...pids.map((pid) => existsSync(`/proc/${pid}`))]).toEqual([false, false, false, false]);
    expect(readFileSync("/proc/self/mountinfo", "utf8")).not.toContain(folder);
    box.run("rm", [box.path("told")]);
  });
});
