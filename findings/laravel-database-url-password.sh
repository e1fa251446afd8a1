#!/usr/bin/env bash
# Laravel: a password in a database's URL that could be read as JSON is read so, and another one reaches the database.
set -euo pipefail
version=8.83.26+dfsg-2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$work"
mkdir -p lists/partial archives/partial
echo 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian bookworm main' >sources.list
from_bookworm=(-qq -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$work/lists"
  -o Dir::Cache="$work" -o Dir::Cache::archives="$work/archives" -o Dir::State::status=/dev/null -o APT::Sandbox::User="$(id -un)")
apt-get "${from_bookworm[@]}" update
apt-get "${from_bookworm[@]}" download "php-illuminate-support=$version" "php-illuminate-collections=$version" \
  "php-illuminate-macroable=$version" php8.2-cli libargon2-1 libedit2 libbsd0 libmd0 libpcre2-8-0 libsodium23 libxml2 libicu72
for package in *.deb; do dpkg-deb -x "$package" root; done
libraries=$(echo root/usr/lib/*-linux-gnu)
php() { LD_LIBRARY_PATH=$libraries root/usr/bin/php8.2 -n "$@"; }
echo "Laravel's illuminate/support $version, $(php --version | sed -n 1p)"

cat >passwords.php <<'PHP'
<?php
$illuminate = __DIR__ . '/root/usr/share/php/Illuminate/';
require $illuminate . 'Macroable/Traits/Macroable.php';
require $illuminate . 'Collections/Arr.php';
require $illuminate . 'Support/ConfigurationUrlParser.php';

foreach (array_slice($argv, 1) as $password) {
    $url = 'postgres://owner:' . rawurlencode($password) . '@database/shop';
    $parsed = (new Illuminate\Support\ConfigurationUrlParser)->parseConfiguration(['url' => $url]);
    // PDO takes the password as a string.
    echo "$password becomes ", isset($parsed['password']) ? (string) $parsed['password'] : '(none)', "\n";
}
PHP
php passwords.php secret 0815 1.10 2e8 48151623421234567890 '"quoted"' null | tee seen

expected='secret becomes secret
0815 becomes 0815
1.10 becomes 1.1
2e8 becomes 200000000
48151623421234567890 becomes 4.8151623421235E+19
"quoted" becomes quoted
null becomes (none)'
if [ "$(cat seen)" = "$expected" ]; then
  echo "SEEN: five of seven passwords are not what the URL says; twenty digits come as a rounded number"
else
  echo "CHANGED: expected"
  echo "$expected"
  exit 1
fi
