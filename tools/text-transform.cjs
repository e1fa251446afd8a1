const { readFileSync } = require("node:fs");

/**
 * For jest: a script, SQL or settings file is a module whose default export is its text. It is read again, because
 * jest takes the first line away when it begins with #!.
 */
module.exports = {
  process: (_text, path) => ({
    code: `module.exports = { __esModule: true, default: ${JSON.stringify(readFileSync(path, "utf8"))} };`,
  }),
};
