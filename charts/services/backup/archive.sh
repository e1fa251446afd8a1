#!/bin/sh
# Copies what is new to a share of the NAS, for ever: nothing there is changed, and nothing is removed. A document is its
# content and not its name: a renamed one is not copied again, and one that took another's name gets a name of its own.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

need ARCHIVE_SOURCE
need ARCHIVE_TARGET
need ARCHIVE_SERVICE
need RCLONE_SMB_HOST
need RCLONE_SMB_PORT
need RCLONE_SMB_USER
need_file SMB_PASSWORD_FILE

case $ARCHIVE_TARGET in
  /* | */ | *..*) fail "ARCHIVE_TARGET: $ARCHIVE_TARGET is not a share and a folder, such as business/contracts" ;;
  */*) ;;
  *) fail "ARCHIVE_TARGET: $ARCHIVE_TARGET names no folder in the share" ;;
esac
[ -d "$ARCHIVE_SOURCE" ] || fail "ARCHIVE_SOURCE: there is no folder $ARCHIVE_SOURCE"

# rclone takes its own encoding of the password, by standard input, where no list of processes shows it.
password=$(read_secret "$SMB_PASSWORD_FILE") || exit 1
RCLONE_SMB_PASS=$(printf '%s' "$password" | rclone obscure -) || fail "SMB_PASSWORD_FILE: rclone cannot encode the password"
export RCLONE_SMB_PASS

scratch=$(mktemp -d)
plan=$(dirname "$0")/archive.awk
target=:smb:$ARCHIVE_TARGET
# What has arrived, one line each: hash, size, time, name at the source, name in the archive. SMB knows no hashes, so the
# list lies beside the documents. When it is lost, what has the same name, size and time is taken for the same again.
list=.archived.tsv
tab=$(printf '\t')
# Under its own name from the first byte on: to rename a file the NAS would have to let this user delete. What is cut off stays
# as it is, and the document arrives whole under another name.
export RCLONE_INPLACE=true

# list_files WHERE [OPTION...]: one line a file: size, time, name. rclone writes tabs and line breaks in names as signs.
list_files() {
  in_background rclone lsf "$@" --recursive --files-only --format stp --separator "$tab" --time-format unix
}

# Everything that the archive holds. Names of the list that it shows in other letters are asked for by themselves.
list_archive() {
  list_files "$target" >"$scratch/there" || fail "$ARCHIVE_TARGET cannot be listed: see the lines above"
  awk -f "$plan" -v step=unseen "$scratch/list" "$scratch/there" >"$scratch/unseen"
  [ -s "$scratch/unseen" ] || return 0
  list_files "$target" --no-traverse --files-from-raw "$scratch/unseen" >>"$scratch/there" ||
    fail "$ARCHIVE_TARGET cannot be asked: see the lines above"
}

# Leaves the names in $scratch/open whose content the archive is not known to hold.
find_open() {
  awk -f "$plan" -v step=open "$scratch/list" "$scratch/there" "$scratch/here" >"$scratch/open"
}

# Reads back what the plan $1 has stored, notes in the list what is right, and leaves the plan for what found its name taken.
prove() {
  cut -f 5 "$1" >"$scratch/stored"
  in_background rclone hashsum sha256 "$target" --download --checkers 2 --no-traverse --files-from-raw "$scratch/stored" >"$scratch/read" || :
  awk -f "$plan" -v step=prove -v proven="$scratch/proven" "$scratch/read" "$1" >"$scratch/taken"
  cat "$scratch/proven" >>"$scratch/list"
}

wait_for_port "$RCLONE_SMB_HOST" "$RCLONE_SMB_PORT" "${WAIT_SECONDS:-120}"

list_files "$ARCHIVE_SOURCE" >"$scratch/here" || fail "$ARCHIVE_SOURCE cannot be listed: see the lines above"
: >"$scratch/list"
in_background rclone mkdir "$target" || fail "$ARCHIVE_TARGET cannot be reached: see the lines above"
list_archive
if grep -q "$tab$list\$" "$scratch/there"; then
  in_background rclone cat "$target/$list" >"$scratch/list" || fail "$ARCHIVE_TARGET/$list cannot be read: see the lines above"
  # One that was cut off while it was written ends in the middle of a line.
  [ -z "$(tail -c 1 "$scratch/list")" ] || sed -i '$d' "$scratch/list"
  list_archive
fi
cp "$scratch/list" "$scratch/before"

# A volume that is not there looks like an empty folder.
if [ -z "$(find "$ARCHIVE_SOURCE" -type f -size +0c | head -n 1)" ]; then
  if [ -s "$scratch/list" ] && [ -z "${CLEANED_UP:-}" ]; then
    fail "ARCHIVE_SOURCE: $ARCHIVE_SOURCE holds no file with content, and did before; if you removed it yourself, write backup.cleanedUp.$ARCHIVE_SERVICE: $(date +%Y-%m-%d) into config.yaml"
  fi
  say "$ARCHIVE_SOURCE holds no file with content yet, so there is nothing to archive"
  exit 0
fi

find_open
if [ -s "$scratch/open" ]; then
  in_background rclone hashsum sha256 "$ARCHIVE_SOURCE" --checkers 2 --files-from-raw "$scratch/open" >"$scratch/hashed" ||
    fail "$ARCHIVE_SOURCE cannot be read: see the lines above"
  awk -f "$plan" -v step=plan -v known="$scratch/known" "$scratch/list" "$scratch/there" "$scratch/here" "$scratch/hashed" >"$scratch/plan"
  cat "$scratch/known" >>"$scratch/list"

  awk -F "$tab" '$4 == $5' "$scratch/plan" >"$scratch/as-they-are"
  awk -F "$tab" '$4 != $5' "$scratch/plan" >"$scratch/renamed"
  if [ -s "$scratch/as-they-are" ]; then
    cut -f 4 "$scratch/as-they-are" >"$scratch/names"
    # --immutable: what is there already is never written over. What did not arrive shows when it is read back.
    in_background rclone copy "$ARCHIVE_SOURCE" "$target" --files-from-raw "$scratch/names" --no-traverse --immutable \
      --transfers 2 --checkers 4 --stats-one-line --stats 10m || :
    prove "$scratch/as-they-are"
    cat "$scratch/taken" >>"$scratch/renamed"
  fi
  if [ -s "$scratch/renamed" ]; then
    # A name with a hash belongs to that content alone: what lies there and is not it was cut off.
    while IFS=$tab read -r _ _ _ from to; do
      in_background rclone copyto "$ARCHIVE_SOURCE/$from" "$target/$to" || :
    done <"$scratch/renamed"
    prove "$scratch/renamed"
  fi
fi
if ! cmp -s "$scratch/list" "$scratch/before"; then
  in_background rclone copyto "$scratch/list" "$target/$list" || fail "$ARCHIVE_TARGET/$list cannot be written: see the lines above"
  list_archive
  find_open
fi
if [ -s "$scratch/open" ]; then
  fail "$(wc -l <"$scratch/open" | tr -d ' ') of $(wc -l <"$scratch/here" | tr -d ' ') files did not arrive in $ARCHIVE_TARGET, such as $(head -n 1 "$scratch/open"): see the lines above"
fi
# rclone says of a link in passing that it is left out, and calls the rest all.
link=$(find "$ARCHIVE_SOURCE" -type l | head -n 1)
[ -z "$link" ] || fail "ARCHIVE_SOURCE: $link is a link, of which the archive holds nothing; all other files are there: put the document itself in its place"
say "$ARCHIVE_TARGET holds every file of $ARCHIVE_SOURCE: $(awk -f "$plan" -v step=count "$scratch/list" "$scratch/here")"
