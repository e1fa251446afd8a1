#!/usr/bin/env bash
# Jest: what a custom reporter reads in `success` when a run is complete. Every test passes, Jest itself ends with 0, and the
# result that it returns says success; the reporter was told of it before that was worked out, and reads false.
set -euo pipefail
version=30.5.2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$work"
echo '{ "private": true }' >package.json
npm install --silent --no-audit --no-fund "jest@$version"
npx jest --version

cat >reporter.cjs <<'END'
module.exports = class {
  onRunComplete(_contexts, { success, numFailedTests, numPassedTests, numRuntimeErrorTestSuites }) {
    console.log(JSON.stringify({ success, numPassedTests, numFailedTests, numRuntimeErrorTestSuites }));
  }
};
END
cat >one.test.js <<'END'
test("passes", () => expect(1).toBe(1));
END
echo '{ "reporters": ["<rootDir>/reporter.cjs"] }' >jest.config.json

code=0
said=$(npx jest 2>/dev/null) || code=$?
npx jest --json --outputFile=result.json >/dev/null 2>&1
returned=$(node -p 'require("./result.json").success')
echo "the reporter reads $said; Jest ends with $code, and its result says success: $returned"

if [ "$code" -eq 0 ] && [ "$returned" = true ] && [[ $said == *'"success":false,"numPassedTests":1,"numFailedTests":0'* ]]; then
  echo "SEEN: a reporter of Jest $version reads success: false in a run in which every test has passed"
else
  echo "CHANGED: a reporter of Jest $version reads what the run ended with"
  exit 1
fi
