#!/bin/sh
# Writes Redis' list of users from the mounted passwords. Only hashes end in the file.
set -eu
users=$1
list=$2
monitors=${3:-}
umask 077

# of_list FILE RIGHTS: one line for each user of the file.
of_list() {
  while IFS="$(printf '\t')" read -r name password_file || [ -n "$name" ]; do
    [ -n "$name" ] || continue
    if ! grep -q '[^[:space:]]' "$password_file" 2>/dev/null; then
      printf '%s: the password file %s is missing or empty\n' "$name" "$password_file" >&2
      exit 1
    fi
    hash=$(tr -d '\n' <"$password_file" | sha256sum | cut -d ' ' -f 1)
    printf 'user %s on #%s %s\n' "$name" "$hash" "$2"
  done <"$1"
}

{
  printf 'user default off\n'
  # For probes: may ask whether the server is alive, and nothing else.
  printf 'user probe on nopass resetkeys resetchannels -@all +ping\n'
  of_list "$list" '~* &* +@all -@admin -@dangerous +info +keys'
  # Reads figures, no key: not even their names.
  if [ -n "$monitors" ]; then of_list "$monitors" 'resetkeys resetchannels -@all +ping +info'; fi
} >"$users.new"
mv "$users.new" "$users"
