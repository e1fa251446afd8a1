/**
 * Runs a TypeScript entry file: `node tools/run.mjs main.ts [arguments]`.
 * The sources are bundled once and the bundle is kept until a source changes, because starting
 * a compiler costs more than the whole synthesis. Types are checked by `npm run types`.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import vm from "node:vm";

// By a fifth over what lives, not to its fourfold: a synthesis makes many objects of which few stay.
setFlagsFromString("--heap-growing-percent=20");

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
/** Where it lies, whichever link led here: each folder with a link to it would have a bundle of its own otherwise. */
const entry = realpathSync(process.argv[2] ?? "main.ts");
/** An entry file beside a folder `commands` is bundled with the one that is asked for: the others would be read at each start. */
const command = commandOf(process.argv[3] ?? "");
const cache = join(root, "node_modules/.cache/mk360");
const require = createRequire(entry);

function commandOf(word) {
  return /^[a-z]+$/.test(word) && existsSync(join(dirname(entry), "commands", `${word}.ts`)) ? word : undefined;
}

/** Names, sizes and times of all sources: a change in any of them makes another bundle. */
function fingerprint() {
  const hash = createHash("sha256").update(`${process.version} ${entry} ${command}`);
  for (const folder of ["charts", "cli", "hosts", "imports", "bench", "scan", "test/support", "tools"]) walk(join(root, folder), hash);
  for (const file of [entry, join(root, "package-lock.json")]) stamp(file, hash);
  return hash.digest("hex").slice(0, 24);
}

function walk(folder, hash) {
  if (!existsSync(folder)) return;
  for (const item of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, item.name);
    if (item.isDirectory()) walk(path, hash);
    else stamp(path, hash);
  }
}

function stamp(file, hash) {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found) hash.update(`${file} ${found.size} ${found.mtimeMs}\n`);
}

/** Scripts, SQL and settings of the services are texts to the application, not code. */
const texts = {
  name: "texts",
  setup({ onLoad }) {
    onLoad({ filter: /(\.(sh|pl|awk|sql|conf|html)|\/charts\/services\/.+\.mjs)$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8"),
      loader: "text",
    }));
  },
};

const withoutOtherCommands = {
  name: "without-other-commands",
  setup({ onResolve }) {
    if (command === undefined) return;
    onResolve({ filter: /^\.\/commands\// }, ({ path, kind }) =>
      kind === "dynamic-import" && path !== `./commands/${command}` ? { path, external: true } : undefined,
    );
  },
};

/** See the file that stands in for them. */
const withoutGeneratedClients = {
  name: "without-generated-clients",
  setup({ onResolve }) {
    onResolve({ filter: /^(\.\/gen\/index\.js|node-fetch)$/ }, ({ importer }) =>
      importer.endsWith("client-node/dist/config.js") ? { path: join(root, "tools/generated-clients.cjs") } : undefined,
    );
  },
};

/** Keeps what costs time to make; a full disk or a folder of somebody else's must not stop the command itself. */
function keep(file, content) {
  const temporary = `${file}.${process.pid}`;
  try {
    mkdirSync(cache, { recursive: true });
    writeFileSync(temporary, content);
    renameSync(temporary, file);
  } catch {
    rmSync(temporary, { force: true });
  }
}

/** Bundles of sources that have changed since: what nobody has made for a week goes. */
function forget() {
  const week = 7 * 24 * 3600 * 1000;
  for (const name of existsSync(cache) ? readdirSync(cache) : []) {
    const path = join(cache, name);
    if (Date.now() - statSync(path, { throwIfNoEntry: false })?.mtimeMs > week) rmSync(path, { force: true });
  }
}

async function bundle() {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    minifySyntax: true,
    minifyWhitespace: true,
    write: false,
    plugins: [texts, withoutOtherCommands, withoutGeneratedClients],
    logLevel: "warning",
  });
  return Buffer.from(outputFiles[0].contents);
}

/** Runs the bundle with the machine code that an earlier run left, when the engine still takes it. */
function execute(file, bundled) {
  const codeFile = `${file}.code`;
  const cachedData = existsSync(codeFile) ? readFileSync(codeFile) : undefined;
  // esbuild writes ASCII alone, and this encoding costs half of what UTF-8 does.
  const source = `(function (exports, require, module, __filename, __dirname) {${bundled.toString("latin1")}\n})`;
  const script = new vm.Script(source, {
    filename: file,
    cachedData,
    importModuleDynamically: vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const module = { exports: {} };
  process.argv.splice(1, 2, entry);
  script.runInThisContext()(module.exports, require, module, entry, dirname(entry));
  if (cachedData === undefined || script.cachedDataRejected) {
    process.once("exit", () => keep(codeFile, script.createCachedData()));
  }
}

const file = join(cache, `${fingerprint()}.cjs`);
const kept = existsSync(file) ? readFileSync(file) : undefined;
const bundled = kept ?? (await bundle());
if (kept === undefined) {
  keep(file, bundled);
  forget();
}
execute(file, bundled);
