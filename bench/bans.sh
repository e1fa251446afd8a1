#!/bin/bash
# bash bans.sh RULESET FOLDER: how long ten thousand bans take, loaded by restore-bans.sh of FOLDER as fail2ban does when it
# starts, and how long one takes that is added by itself; milliseconds, one a line. In a network of its own, so root is needed.
set -euo pipefail
if [ "${3:-}" != inside ]; then exec unshare --net --mount --propagation private bash "$0" "$1" "$2" inside; fi
mount -t tmpfs tmpfs /var/lib/fail2ban
nft --file "$1"
sqlite3 /var/lib/fail2ban/fail2ban.sqlite3 \
  'CREATE TABLE bips (ip TEXT, jail TEXT, timeofban INTEGER, bantime INTEGER, bancount INTEGER, data JSON, PRIMARY KEY (ip, jail));' \
  "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 9999)
   INSERT INTO bips SELECT '100.64.' || (i / 250) || '.' || (i % 250 + 1), 'sshd', unixepoch(), 86400, 1, '{}' FROM n;"

milliseconds() {
  local began
  began=$(date +%s%3N)
  "$@"
  printf '%s\n' "$(($(date +%s%3N) - began))"
}
milliseconds bash "$2/restore-bans.sh" sshd
[ "$(nft list set inet mk360_bans banned_sshd | grep -o '100\.64\.' | wc -l)" = 10000 ]
one_by_one() { for number in {1..100}; do nft add element inet mk360_bans banned_sshd "{ 100.65.0.$number }"; done; }
milliseconds one_by_one
