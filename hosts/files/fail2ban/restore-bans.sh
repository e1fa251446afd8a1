#!/bin/bash
# bash restore-bans.sh JAIL: puts into the firewall's set whom fail2ban has banned in this jail, at once and as a whole: one
# call for each would keep the machine busy for minutes.
set -euo pipefail
memory=/var/lib/fail2ban/fail2ban.sqlite3
{
  printf 'flush set inet mk360_bans banned_%s\n' "$1"
  [ ! -s "$memory" ] || sqlite3 -readonly -cmd '.timeout 5000' -cmd '.parameter init' -cmd ".parameter set :jail \"'$1'\"" \
    "$memory" <"$(dirname "${BASH_SOURCE[0]}")/standing-bans.sql"
} | nft --file -
