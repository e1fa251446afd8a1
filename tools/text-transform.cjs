/** For jest: a script, SQL or settings file is a module whose default export is its text. */
module.exports = {
  process: (text) => ({ code: `module.exports = { __esModule: true, default: ${JSON.stringify(text)} };` }),
};
