/**
 * `npm run bench`: whole processes, medians, one run. Ours as cdk8s.yaml starts it, against a plain js-yaml dump of
 * the same objects and, where kubectl is present, `kubectl kustomize` of the same files; `npm run synth` against the same
 * application without npm. Then `mk360 status` against `kubectl get`, where a control plane is present.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measureBans } from "./bans.mjs";
import { secretsApply } from "./secrets-apply.mjs";
import { measureSetUp } from "./set-up.mjs";
import { measureStatus } from "./status.mjs";

const sizes = [
  { times: 1, runs: 9 },
  { times: 10, runs: 5 },
  { times: 100, runs: 3 },
];
const root = join(import.meta.dirname, "..");
const tool = join(root, "tools/run.mjs");
/** Every process runs here, as in a fresh clone: what the owner's own configuration says is not measured. */
const workspace = mkdtempSync(join(tmpdir(), "mk360-bench-"));
copyFileSync(join(root, "test/support/config.yaml"), join(workspace, "config.yaml"));
const memoryHook = join(workspace, "memory.cjs");
writeFileSync(
  memoryHook,
  'process.on("exit", () => require("node:fs").writeFileSync(process.env.MEMORY_FILE, String(process.resourceUsage().maxRSS)));',
);

/** Median seconds of whole processes, and the most memory that one took in MB; the first run warms caches and does not count. */
function measure(runs, command, args, extra = {}) {
  const memoryFile = join(workspace, "memory");
  const seconds = [];
  let memory = 0;
  for (let run = 0; run <= runs; run++) {
    const started = process.hrtime.bigint();
    const { status, stderr } = spawnSync(command, args, {
      cwd: workspace,
      env: {
        ...process.env,
        ...extra,
        ...(command === process.execPath ? { NODE_OPTIONS: `--require ${memoryHook}`, MEMORY_FILE: memoryFile } : {}),
      },
      encoding: "utf8",
      maxBuffer: 1024 ** 3,
    });
    const taken = Number(process.hrtime.bigint() - started) / 1e9;
    if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}: ${stderr}`);
    if (run > 0) seconds.push(taken);
    if (command === process.execPath) memory = Math.max(memory, Number(readFileSync(memoryFile, "utf8")) / 1024);
  }
  return { seconds: seconds.sort((a, b) => a - b)[Math.floor(seconds.length / 2)], memory };
}

/** At 1x the application itself, checks and pages included; larger stacks exist only here, and only dist/ of them. */
function synthesise(times, runs, folder) {
  if (times === 1) return measure(runs, process.execPath, [tool, join(root, "main.ts")], { CDK8S_OUTDIR: folder });
  return measure(runs, process.execPath, [tool, join(root, "bench/app.ts"), `${times}`, folder]);
}

/** Whole seconds of `npm run synth` and of what it starts, both putting dist/ and generated/ into their places. */
function startedByNpm(runs) {
  const { synth } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).scripts;
  const [command, ...words] = synth.split(" ").map((word) => (existsSync(join(root, word)) ? join(root, word) : word));
  writeFileSync(join(workspace, "package.json"), JSON.stringify({ scripts: { synth: [command, ...words].join(" ") } }));
  return { npm: measure(runs, "npm", ["run", "synth"]).seconds, bare: measure(runs, command, words).seconds };
}

function hasKubectl() {
  return spawnSync("kubectl", ["kustomize", "--help"]).status === 0;
}

function kustomize(folder, runs) {
  const resources = execFileSync("find", [folder, "-name", "*.yaml", "-printf", "%P\n"], { encoding: "utf8" }).trim().split("\n").sort();
  writeFileSync(join(folder, "kustomization.yaml"), `resources:\n${resources.map((path) => `  - ${path}\n`).join("")}`);
  return measure(runs, "kubectl", ["kustomize", folder]).seconds;
}

const rows = [];
try {
  const withKubectl = hasKubectl();
  for (const { times, runs } of sizes) {
    const objects = join(workspace, `objects-${times}.json`);
    const folder = join(workspace, `ours-${times}`);
    measure(0, process.execPath, [tool, join(root, "bench/app.ts"), `${times}`, "-", objects]);
    const count = JSON.parse(readFileSync(objects, "utf8")).reduce((sum, [, list]) => sum + list.length, 0);
    const ours = synthesise(times, runs, folder);
    const plain = measure(runs, process.execPath, [join(root, "bench/dump.mjs"), objects, join(workspace, `plain-${times}`)]);
    const kustomized = withKubectl && times <= 10 ? kustomize(folder, times === 1 ? runs : 1) : undefined;
    rows.push({ times, count, ours, plain, kustomized });
  }
  print(rows);
  const started = startedByNpm(sizes[0].runs);
  const status = await measureStatus(measure, workspace);
  judge(rows, started, [...status, ...measureBans(), ...measureSetUp()]);
  secretsApply();
} finally {
  rmSync(workspace, { recursive: true, force: true });
}

function print(measured) {
  console.log("stack  objects  ours s  plain s  ratio  us/object  memory MB  kustomize s");
  for (const { times, count, ours, plain, kustomized } of measured) {
    const cells = [
      `${times}x`.padEnd(5),
      `${count}`.padStart(7),
      ours.seconds.toFixed(3).padStart(6),
      plain.seconds.toFixed(3).padStart(7),
      (ours.seconds / plain.seconds).toFixed(2).padStart(5),
      ((ours.seconds / count) * 1e6).toFixed(0).padStart(9),
      ours.memory.toFixed(0).padStart(9),
      (kustomized === undefined ? "-" : kustomized.toFixed(3)).padStart(11),
    ];
    console.log(cells.join("  "));
  }
}

/** The figures to reach; a miss is said and ends with 1. */
function judge(measured, { npm, bare }, status) {
  const [one, ten, hundred] = measured;
  const perObject = ({ ours, count }) => ours.seconds / count;
  const goals = [
    ["at most 1.5 times the plain dump at 1x", one.ours.seconds / one.plain.seconds, 1.5],
    ["at most 1.6 times the plain dump at 100x", hundred.ours.seconds / hundred.plain.seconds, 1.6],
    ["time per object at 100x at most that at 10x", perObject(hundred) / perObject(ten), 1],
    ["memory at 100x at most 300 MB", hundred.ours.memory, 300],
    ["npm run synth at most 1.6 times the bare application", npm / bare, 1.6],
    ...(ten.kustomized === undefined ? [] : [["faster than kustomize at 10x", ten.ours.seconds / ten.kustomized, 1]]),
    ...status,
  ];
  for (const [goal, value, limit] of goals) {
    const reached = value <= limit;
    console.log(`${reached ? "reached" : "MISSED "}  ${goal}: ${value.toFixed(2)}`);
    if (!reached) process.exitCode = 1;
  }
  if (ten.kustomized === undefined) console.log("left out: kubectl is not installed, so kustomize was not measured");
}
