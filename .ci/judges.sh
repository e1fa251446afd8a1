#!/bin/sh
# Prints a folder with the programs that judge electronic invoices: mustang.jar, and the libraries of phive in phive/.
# Beside them rules/, what apps/invoices compiles out of the first. All of it comes from Maven Central, once.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)

mustang=2.26.0
home=${XDG_CACHE_HOME:-$HOME/.cache}/mk360
folder=$home/judges-$mustang-$(cat "$here/test/set-up/judges/pom.xml" "$here/apps/invoices/make-rules.sh" | sha256sum | cut -c1-12)

if [ ! -d "$folder" ]; then
  mkdir -p "$home"
  next=$(mktemp -d "$folder.new-XXXXXX")
  trap 'rm -rf "$next"' EXIT
  trap 'exit 1' INT TERM HUP
  chmod 755 "$next"
  curl -sSf --retry 3 -o "$next/mustang.jar" \
    "https://repo.maven.apache.org/maven2/org/mustangproject/Mustang-CLI/$mustang/Mustang-CLI-$mustang.jar"
  mvn --quiet --batch-mode --file "$here/test/set-up/judges/pom.xml" dependency:copy-dependencies "-DoutputDirectory=$next/phive" >&2
  (cd "$here" && MUSTANG_JAR=$next/mustang.jar sh apps/invoices/make-rules.sh "$next/rules") >&2
  # Whoever else made it meanwhile was first; both are the same.
  [ -d "$folder" ] || mv "$next" "$folder"
fi
printf '%s\n' "$folder"
