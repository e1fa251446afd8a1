#!/usr/bin/env bash
# SaxonJS 2.7.0 (npm saxon-js): the rounded sum of elements cannot be divided by an xs:decimal. By XPath 3.1 the sum of untyped
# elements is an xs:double, round keeps that type, and xs:double div xs:decimal is an xs:double. SaxonJS answers with a type
# error instead. Without the rounding, or with a whole number, it divides. The ZUGFeRD 2.5 rules of profile EXTENDED
# (BR-FXEXT-CO-10) are written so, and Saxon for Java runs them.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --no-audit --no-fund --silent saxon-js@2.7.0

cat >ask.mjs <<'JS'
import SaxonJS from "saxon-js";
const document = await SaxonJS.getResource({ text: "<a><b>1.50</b><b>2</b></a>", type: "xml" });
for (const expression of [
  "sum(/a/b) div xs:decimal(100)",
  "round(sum(/a/b)) div 100",
  "round(sum(/a/b)) div xs:decimal(100)",
]) {
  let answer;
  try {
    answer = SaxonJS.XPath.evaluate(expression, document);
  } catch (error) {
    answer = `${error.code}: ${error.message}`;
  }
  console.log(`${expression} -> ${answer}`);
}
JS
node ask.mjs | tee said
if grep -qF 'sum(/a/b) div xs:decimal(100) -> 0.035' said &&
  grep -qF 'round(sum(/a/b)) div 100 -> 0.04' said &&
  grep -q '^round(sum(/a/b)) div xs:decimal(100) -> XPTY0004' said; then
  echo "SEEN: saxon-js 2.7.0 refuses round(sum(elements)) div xs:decimal with XPTY0004, and divides without the rounding or by a whole number"
else
  echo "CHANGED: saxon-js 2.7.0 answered otherwise"
  exit 1
fi
