# shellcheck shell=sh
# Sourced by what fetches or builds programs that no package has: each is a folder in a cache, there whole or not at all.

say() {
  printf '%s %s\n' "$(date +%T)" "$*" >&2
}

use() {
  printf '%s\n' "$1"
  exit
}

# begin_folder NAME WHAT [FILE]: ends with the path of WHAT, or of one file of it, when it was made before. Else sets
# `next` to where it is made now, and `work` to scratch.
begin_folder() {
  folder=${XDG_CACHE_HOME:-$HOME/.cache}/mk360/$1
  answer=$folder${3:+/$3}
  [ ! -d "$folder" ] || use "$answer"
  say "making $2 in $folder; this takes some minutes, once"
  mkdir -p "$(dirname "$folder")"
  # What a build left that was killed; younger ones may be at work.
  find "$(dirname "$folder")" -maxdepth 1 -name "${1%%-[0-9]*}-*.new-*" -mtime +0 -exec rm -rf {} +
  building='' work=$(mktemp -d) next=$(mktemp -d "$folder.new-XXXXXX")
  trap 'rm -rf "$work" "$next"' EXIT
  trap 'kill "$building"; exit 1' INT TERM HUP
}

# Puts what was built in its place, all at once, and ends with its path.
end_folder() {
  chmod -R u+w,go+rX "$next"
  # Whoever else built meanwhile was first; both are the same.
  [ -d "$folder" ] || mv "$next" "$folder"
  say "done"
  use "$answer"
}
