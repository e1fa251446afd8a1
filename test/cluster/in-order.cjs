const { existsSync } = require("node:fs");
const { join } = require("node:path");
const Sequencer = require("@jest/test-sequencer").default;

/** All tests share one cluster: each finds what the ones before it have left. */
const order = [
  "standin/standin",
  "standin/programs",
  "standin/tunnel",
  "bed",
  "start",
  "admission",
  "selftest",
  "sites",
  "reach",
  "firewall",
  "window",
  "jobs",
  "restore",
  "memory",
  "faults/databases",
  "faults/pods",
  "faults/changes",
  "faults/away",
  "cold-start",
  "renewal",
  "long",
].map((name) => join(__dirname, `${name}.cluster.test.ts`));

const gone = order.filter((file) => !existsSync(file));
if (gone.length > 0) throw new Error(`test/cluster/in-order.cjs names ${gone.join(", ")}, which is not there`);

module.exports = class InOrder extends Sequencer {
  sort(tests) {
    const forgotten = tests.filter(({ path }) => !order.includes(path));
    if (forgotten.length > 0)
      throw new Error(`test/cluster/in-order.cjs must say when ${forgotten.map(({ path }) => path).join(", ")} runs`);
    return [...tests].sort((one, other) => order.indexOf(one.path) - order.indexOf(other.path));
  }
};
module.exports.order = order;
