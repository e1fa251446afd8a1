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
