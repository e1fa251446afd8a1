#!/bin/sh
# Prints a folder with the programs that judge electronic invoices: mustang.jar, and the libraries of phive in phive/.
# Beside them rules/, what apps/invoices compiles out of the first. All of it comes from Maven Central, once.
set -eu
# shellcheck source=SCRIPTDIR/cached-folder.sh
. "$(dirname "$0")/cached-folder.sh"
here=$(cd "$(dirname "$0")/.." && pwd)

mustang=2.26.0
made_of=$(cat "$here/test/set-up/judges/pom.xml" "$here/apps/invoices/make-rules.sh" | sha256sum | cut -c1-12)

begin_folder "judges-$mustang-$made_of" "the judges of invoices"
curl -sSf --retry 3 -o "$next/mustang.jar" \
  "https://repo.maven.apache.org/maven2/org/mustangproject/Mustang-CLI/$mustang/Mustang-CLI-$mustang.jar"
mvn --quiet --batch-mode --file "$here/test/set-up/judges/pom.xml" dependency:copy-dependencies "-DoutputDirectory=$next/phive" >&2
(cd "$here" && MUSTANG_JAR=$next/mustang.jar sh apps/invoices/make-rules.sh "$next/rules") >&2
end_folder
