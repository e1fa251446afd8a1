const { readdirSync } = require("node:fs");

/** Says after `npm test` which tests it did not run, because they need programs beside Node. */
module.exports = class LeftOutReporter {
  onRunComplete() {
    if (process.env.REAL || process.env.API || process.env.FLUX || process.env.HOSTS || process.env.CLUSTER || process.env.SETUP) return;
    const files = readdirSync("test", { recursive: true }).filter((file) =>
      /\.(real|api|flux|hosts|cluster|setup)\.test\.ts$/.test(String(file)),
    );
    if (files.length > 0)
      console.log(
        `Left out: ${files.length} files that need real programs (npm run test:real, test:api, test:flux, test:hosts, test:cluster, test:setup): ${files.join(", ")}`,
      );
  }
};
