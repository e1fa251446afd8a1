const { rmSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const inOrder = require("./in-order.cjs");

/** Notes in the bed that every file of the cluster ran and every test of it passed; tear-down.ts makes the page then. */
module.exports = class WholeRunReporter {
  /** @param options `order`: the files that make a run whole. Default: those of the cluster. */
  constructor(globalConfig, { order = inOrder.order } = {}) {
    this.chosen = globalConfig.testNamePattern;
    this.order = order;
  }

  onRunComplete(_contexts, { numFailedTests, numRuntimeErrorTestSuites, testResults }) {
    const bed = process.env.BED;
    if (!bed) return;
    const mark = join(bed, "whole-run");
    const ran = new Set(testResults.map(({ testFilePath }) => testFilePath));
    // Jest says whether all went well only after its reporters were told: `success` is false here in every run.
    const passed = numFailedTests + numRuntimeErrorTestSuites === 0;
    if (passed && !this.chosen && this.order.every((file) => ran.has(file))) writeFileSync(mark, "");
    else rmSync(mark, { force: true });
  }
};
