#!/bin/sh
# make-rules.sh FOLDER: the rules of EN 16931, XRechnung 3.0 and ZUGFeRD 2.5, and KoSIT's way to show an invoice as a page,
# compiled for Node. They are taken out of Mustang, which carries their makers' own files. xslt3 must be installed.
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

unzip -q -o "$jar" 'xslt/en16931schematron/*' 'xslt/XR_30/*' 'xslt/ZF_250/*' 'stylesheets/*' -d "$work"

# SaxonJS 2.7 refuses to divide the rounded sum of elements by a decimal, and takes a whole number.
sed -i 's/ div xs:decimal(100)/ div 100/g' "$work/xslt/ZF_250/FACTUR-X_EXTENDED.xslt"

# compile NAME PATH: one set of rules as NAME.sef.json, which looks beside itself for its lists of codes.
compile() {
  npx --no-install xslt3 "-xsl:$work/$2" "-export:$work/$1.sef.json" -nogo -relocate:on
  mv "$work/$1.sef.json" "$target/$1.sef.json"
}

mkdir -p "$target"
compile cen xslt/en16931schematron/EN16931-CII-validation.xslt
compile cen-ubl xslt/en16931schematron/EN16931-UBL-validation.xslt
compile xrechnung xslt/XR_30/XRechnung-CII-validation.xslt
compile xrechnung-ubl xslt/XR_30/XRechnung-UBL-validation.xslt
cp "$work"/xslt/ZF_250/FACTUR-X_BASIC_codedb.xml "$work"/xslt/ZF_250/FACTUR-X_E*_codedb.xml "$target"
compile zugferd-basic xslt/ZF_250/FACTUR-X_BASIC.xslt
compile zugferd-en16931 xslt/ZF_250/FACTUR-X_EN16931.xslt
compile zugferd-extended xslt/ZF_250/FACTUR-X_EXTENDED.xslt
compile terms-cii stylesheets/cii-xr.xsl
compile terms-ubl stylesheets/ubl-invoice-xr.xsl
compile terms-ubl-credit stylesheets/ubl-creditnote-xr.xsl
compile page stylesheets/xrechnung-html.de.xsl
