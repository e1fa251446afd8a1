#!/bin/sh
# shellcheck source=retention.sh
. "$(dirname "$0")/retention.sh"

need RESTIC_REPOSITORY
need_file RESTIC_PASSWORD_FILE
need KEEP_WITHIN

# Forgetting never makes a repository: one that is not there is a path gone wrong.
INIT=no
log_in
repository_ready
forget_guarded
