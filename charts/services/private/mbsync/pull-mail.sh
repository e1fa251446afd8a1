#!/bin/sh
# Pulls the mailbox into the archive. It ends well only when each wanted folder was there, and the archive holds as many
# mails of it as the mailbox counted before: mbsync by itself is content with a name that matches nothing, and what got lost
# here it never pulls a second time.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

need MAILBOX_HOST
need MAILBOX_ACCOUNT
need_file MAILBOX_PASSWORD_FILE
need_file MAILBOX_FOLDERS_FILE
need_file MBSYNC_SETTINGS_FILE
need ARCHIVE_DIRECTORY
tab=$(printf '\t')
scratch=$(mktemp -d)
wait_for_port "$MAILBOX_HOST" 993 "${MAILBOX_PATIENCE:-60}"

lacking=0
in_background perl "$(dirname "$0")/find-folders.pl" "$MAILBOX_HOST" "$MAILBOX_ACCOUNT" "$MAILBOX_PASSWORD_FILE" \
  "$MAILBOX_FOLDERS_FILE" "$ARCHIVE_DIRECTORY" >"$scratch/answer" || lacking=1
[ -s "$scratch/answer" ] || fail "nothing is pulled, because no folder was found"
tail -n +2 "$scratch/answer" >"$scratch/folders"

in_quotes() {
  sed -e 's/[\\"]/\\&/g'
}

# The settings end in the section of the mailbox. One channel a folder: there a name is a name and no pattern.
settings() {
  cat "$MBSYNC_SETTINGS_FILE"
  head -n 1 "$scratch/answer" | in_quotes | sed -n 's/..*/PathDelimiter "&"/p'
  in_quotes <"$scratch/folders" | while IFS=$tab read -r _ here there; do
    printf '\nChannel "%s"\nFar ":mailbox:%s"\nNear ":archive:%s"\n' "$here" "$there" "$here"
  done
}

settings >"$scratch/mbsyncrc"
in_background mbsync --config "$scratch/mbsyncrc" --all || exit "$ended"

while IFS=$tab read -r counted here _; do
  folder=$ARCHIVE_DIRECTORY/$here
  held=$(find "$folder/cur" "$folder/new" -type f | wc -l)
  say "$here: the mailbox counted $counted mails, the archive holds $held"
  if [ "$held" -lt "$counted" ]; then
    lacking=1
    say "$here: mails got lost here, and are not pulled again: restore the folder from Hyper Backup. What you removed here on purpose, remove in the mailbox too"
  fi
done <"$scratch/folders"
exit "$lacking"
