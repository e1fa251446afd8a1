#!/bin/sh
# Copies what is new to a share of the NAS, for ever: nothing there is changed, and nothing is removed.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

need ARCHIVE_SOURCE
need ARCHIVE_TARGET
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
# A volume that is not there looks like an empty folder.
[ -n "$(find "$ARCHIVE_SOURCE" -type f -size +0c | head -n 1)" ] || fail "ARCHIVE_SOURCE: $ARCHIVE_SOURCE holds no file with content"

# rclone takes its own encoding of the password, by standard input, where no list of processes shows it.
password=$(read_secret "$SMB_PASSWORD_FILE") || exit 1
RCLONE_SMB_PASS=$(printf '%s' "$password" | rclone obscure -) || fail "SMB_PASSWORD_FILE: rclone cannot encode the password"
export RCLONE_SMB_PASS

wait_for_port "$RCLONE_SMB_HOST" "$RCLONE_SMB_PORT" "${WAIT_SECONDS:-120}"

# SMB has no checksums, so size and time decide; --immutable makes a changed file an error instead of a new copy.
in_background rclone copy "$ARCHIVE_SOURCE" ":smb:$ARCHIVE_TARGET" --immutable --transfers 2 --checkers 4 --stats-one-line --stats 10m ||
  fail "not everything was copied to $ARCHIVE_TARGET: see the lines above, a file that changed after it was archived is among the reasons"
in_background rclone check "$ARCHIVE_SOURCE" ":smb:$ARCHIVE_TARGET" --one-way --size-only ||
  fail "$ARCHIVE_TARGET does not hold every file of $ARCHIVE_SOURCE"
say "$ARCHIVE_TARGET holds every file of $ARCHIVE_SOURCE"
