# shellcheck shell=sh
# What a new snapshot is measured against, on top of repository.sh.
# shellcheck source=repository.sh
. "$(dirname "$0")/repository.sh"

# Leaves one line for each snapshot that counts in $scratch/history, oldest first: day, id, files, bytes, and the snapshot
# as restic lists it. What was made until the day of CLEANED_UP counts no more. Before 0.17 restic noted no figures.
look_back() {
  awk -v until="${CLEANED_UP:-}" '
    function of(name) {
      if (!match(one[i], "\"" name "\":\"?[^,\"}]*")) return "-"
      return substr(one[i], RSTART + length(name) + 3, RLENGTH - length(name) - 3)
    }
    {
      n = split($0, one, /[{]"time":/)
      for (i = 2; i <= n; i++) {
        day = substr(one[i], 2, 10)
        id = of("id")
        sub(/^"/, "", id)
        if (day > until) print day, id, of("total_files_processed"), of("total_bytes_processed"), one[i]
      }
    }' "$answer" >"$scratch/history"
}

# The day of the last snapshot that was given this path.
last_with() {
  awk -v path="\"$1\"" 'index($0, path) { day = $1 } END { print day }' "$scratch/history"
}

# Sets $files and $bytes of a snapshot, counted from its own listing: what restic says while it writes is not proof.
measure() {
  repository ls --json "$1" || fail "snapshot $1 cannot be read back"
  counted=$(awk '/"type":"file"/ { files++; if (match($0, /"size":[0-9]+/)) bytes += substr($0, RSTART + 7, RLENGTH - 7) }
    END { printf "%.0f %.0f\n", files, bytes }' "$answer")
  files=${counted% *}
  bytes=${counted#* }
}

# Whether the listing that `measure` has read names a file below the path.
in_listing() {
  awk -v path="\"path\":\"$1/" '/"type":"file"/ && index($0, path) { found = 1; exit } END { exit !found }' "$answer"
}

halved() {
  [ $((files * 2)) -lt "$base_files" ] || [ $((bytes * 2)) -lt "$base_bytes" ]
}

# Sets $base_files and $base_bytes: those of the last snapshot of seven days that had not shrunk itself. Measured against
# yesterday alone, an emptied volume would alarm for one day and then pass, while the good snapshots run out.
find_yardstick() {
  base_files=0
  base_bytes=0
  # One a day, or the retries of a single night would push the good ones out of the window.
  awk '!($1 in seen) { seen[$1] = 1; line[++n] = $2 " " $3 " " $4 } END { for (i = n > 7 ? n - 6 : 1; i <= n; i++) print line[i] }' \
    "$scratch/history" >"$scratch/week"
  while read -r id files bytes; do
    if [ "$files" = - ]; then measure "$id"; fi
    if ! halved; then
      base_files=$files
      base_bytes=$bytes
    fi
  done <"$scratch/week"
}

# Sets $shrunken to what is wrong with a dump of the snapshot $1 that is less than half of its own yardstick, found in the
# same way: a database that began anew hides behind the files of its service. It needs the week of find_yardstick.
find_shrunken_dump() {
  newest=$1
  dumps=$2
  awk -v newest="$newest" '{ print $1 } END { print newest }' "$scratch/week" >"$scratch/ids"
  set --
  while read -r id; do set -- "$@" --snapshot "$id"; done <"$scratch/ids"
  # One question for all of them: each run of restic reads the index again.
  repository find --json "$@" "$dumps/*" || fail "the dumps of the last days cannot be compared"
  # shellcheck disable=SC2034 # read by the script
  shrunken=$(awk -v newest="$newest" '
    FILENAME == ARGV[1] { order[++days] = $1; next }
    {
      n = split($0, snapshot, /[{]"matches":/)
      for (i = 2; i <= n; i++) {
        if (!match(snapshot[i], /"snapshot":"[0-9a-f]*/)) continue
        id = substr(snapshot[i], RSTART + 12, RLENGTH - 12)
        m = split(snapshot[i], file, /[{]"path":"/)
        for (j = 2; j <= m; j++) {
          name = substr(file[j], 1, index(file[j], "\"") - 1)
          bytes = 0
          if (match(file[j], /"size":[0-9]+/)) bytes = substr(file[j], RSTART + 7, RLENGTH - 7) + 0
          names[name] = 1
          size[name, id] = bytes
        }
      }
    }
    END {
      for (name in names) {
        if (!((name, newest) in size)) continue
        base = 0
        for (i = 1; i < days; i++) {
          if ((name, order[i]) in size && size[name, order[i]] * 2 >= base) base = size[name, order[i]]
        }
        if (size[name, newest] * 2 >= base) continue
        printf "the dump %s has %.0f bytes, the last good one had %.0f\n", name, size[name, newest], base
        exit
      }
    }' "$scratch/ids" "$answer")
}
