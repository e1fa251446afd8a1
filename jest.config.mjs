const transform = {
  "\\.(sh|pl|awk|sql|conf|html)$|/charts/services/.+\\.mjs$": "<rootDir>/tools/text-transform.cjs",
  // Of other people's packages only those that are ECMAScript modules alone; see transformIgnorePatterns.
  "^.+\\.[tj]s$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "commonjs" } }],
};

const ring = ["api", "flux", "real", "cluster", "hosts", "setup"].find((name) => process.env[name.toUpperCase()]);

/** `npm test` needs Node alone; files such as *.real.test.ts want real programs and have commands of their own. */
export default {
  testEnvironment: "node",
  // Jest leaves a core free by default, which on a machine of two is half of it.
  maxWorkers: "100%",
  // Far above what any test takes on a busy machine: it ends what hangs. Whatever a test waits for has a deadline of its own
  // that says what is missing.
  testTimeout: 600_000,
  transform,
  moduleNameMapper: { "^(\\./gen/index\\.js|node-fetch)$": "<rootDir>/tools/generated-clients.cjs" },
  transformIgnorePatterns: [
    "/node_modules/(?!(@kubernetes|age-encryption|micro-key-producer|micro-packed|@noble|@scure|openid-client|oauth4webapi|jose)/)",
  ],
  moduleFileExtensions: ["ts", "mjs", "js", "cjs", "json", "node", "sh", "pl", "awk", "sql", "conf"],
  testMatch: ring ? [`<rootDir>/test/**/*.${ring}.test.ts`] : ["<rootDir>/test/**/*.test.ts"],
  testPathIgnorePatterns: ring ? [] : ["\\.(real|api|flux|cluster|hosts|setup)\\.test\\.ts$"],
  testSequencer: ring === "cluster" ? "<rootDir>/test/cluster/in-order.cjs" : "<rootDir>/tools/longest-first.cjs",
  ...(ring === "cluster" ? { globalSetup: "<rootDir>/test/cluster/set-up.ts", globalTeardown: "<rootDir>/test/cluster/tear-down.ts" } : {}),
  reporters: [
    "default",
    "<rootDir>/tools/left-out-reporter.cjs",
    ...(ring === "cluster" ? ["<rootDir>/test/cluster/whole-run-reporter.cjs"] : []),
  ],
};
