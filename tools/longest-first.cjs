const { existsSync } = require("node:fs");
const { join } = require("node:path");
const Sequencer = require("@jest/test-sequencer").default;

/**
 * What takes more than a minute, the longest first. Jest knows by itself only where it has run before, and one of these
 * that comes last keeps one core busy and the others idle.
 */
const long = [
  "flux/take-over.flux.test.ts",
  "api/getting-started.api.test.ts",
  "api/secrets-interrupted.api.test.ts",
  "api/explain.api.test.ts",
  "api/secrets.api.test.ts",
  "api/merge.api.test.ts",
  "api/selftest.api.test.ts",
  "services/backup/copy.real.test.ts",
  "services/backup/backup.real.test.ts",
].map((name) => join(__dirname, "../test", name));

const gone = long.filter((file) => !existsSync(file));
if (gone.length > 0) throw new Error(`tools/longest-first.cjs names ${gone.join(", ")}, which is not there`);

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => (long.includes(path) ? long.indexOf(path) : long.length);
    return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other));
  }
};
