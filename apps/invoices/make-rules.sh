#!/bin/sh
# make-rules.sh FOLDER: the rules of EN 16931 and XRechnung 3.0 for documents in the syntax CII, compiled for Node. They
# are taken out of Mustang, which carries its makers' own files. xslt3 must be installed.
set -eu
target=$1
version=2.26.0
sum=42d7868cb68264874a7b8cab4c3587b03b23ccc7cd72373da917f66758bb9736
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

jar=${MUSTANG_JAR:-$work/mustang.jar}
[ -n "${MUSTANG_JAR:-}" ] || curl -sSf --retry 3 -o "$jar" \
  "https://repo.maven.apache.org/maven2/org/mustangproject/Mustang-CLI/$version/Mustang-CLI-$version.jar"
printf '%s  %s\n' "$sum" "$jar" | sha256sum --check --quiet

# compile NAME PATH: one set of rules as NAME.sef.json.
compile() {
  unzip -q -o "$jar" "$2" -d "$work"
  npx --no-install xslt3 "-xsl:$work/$2" "-export:$work/$1.sef.json" -nogo
  mv "$work/$1.sef.json" "$target/$1.sef.json"
}

mkdir -p "$target"
compile cen xslt/en16931schematron/EN16931-CII-validation.xslt
compile xrechnung xslt/XR_30/XRechnung-CII-validation.xslt
