const { rmSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { order } = require("./in-order.cjs");

/** Notes in the bed that every file of the cluster ran and every test of it passed; tear-down.ts makes the page then. */
module.exports = class WholeRunReporter {
  constructor(globalConfig) {
    this.chosen = globalConfig.testNamePattern;
  }

  onRunComplete(_contexts, { success, testResults }) {
    const bed = process.env.BED;
    if (!bed) return;
    const mark = join(bed, "whole-run");
    const ran = new Set(testResults.map(({ testFilePath }) => testFilePath));
    if (success && !this.chosen && order.every((file) => ran.has(file))) writeFileSync(mark, "");
    else rmSync(mark, { force: true });
  }
};
