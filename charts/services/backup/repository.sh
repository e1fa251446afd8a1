# shellcheck shell=sh
# What every script that calls restic needs, on top of lib.sh.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

scratch=$(mktemp -d)
answer=$scratch/answer
errors=$scratch/errors
sftp_option=

# ssh wants options that the repository's URL cannot carry. Restic before 0.16 knows only a whole command.
sftp_login() {
  need_file SSH_KEY_FILE
  need_file SSH_KNOWN_HOSTS_FILE
  # ssh refuses a key that others may read, as a mounted secret is, and a key without an end of line.
  key=$scratch/ssh-key
  (umask 077 && { cat "$SSH_KEY_FILE" && echo; } >"$key") || fail "SSH_KEY_FILE: $SSH_KEY_FILE cannot be copied"
  ssh="-F none -i $key -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=yes"
  ssh="$ssh -o UserKnownHostsFile=$SSH_KNOWN_HOSTS_FILE -o ServerAliveInterval=60 -o ServerAliveCountMax=10"
  sftp_option="sftp.args=$ssh"
  if ! restic options | grep -q 'sftp\.args'; then
    target=${RESTIC_REPOSITORY#sftp://}
    target=${target%%/*}
    case $target in *:*) ssh="$ssh -p ${target##*:}" ;; esac
    sftp_option="sftp.command=ssh $ssh ${target%:*} -s sftp"
  fi
}

# Restic reads a rest-server's user and password from its environment, for both sides of a copy.
log_in() {
  if [ -n "${REST_PASSWORD_FILE:-}" ]; then
    need RESTIC_REST_USERNAME
    RESTIC_REST_PASSWORD=$(read_secret "$REST_PASSWORD_FILE") || exit 1
    export RESTIC_REST_USERNAME RESTIC_REST_PASSWORD
  fi
  case $RESTIC_REPOSITORY in
    sftp://*) sftp_login ;;
    sftp:*) fail "RESTIC_REPOSITORY: write sftp://user@host:port/path, the short form has no port" ;;
  esac
}

call_restic() {
  in_background restic ${sftp_option:+-o "$sftp_option"} "$@" >"$answer" 2>"$errors"
}

# Never --remove-all: a lock that is not stale belongs to a run that is under way.
clear_stale_locks() {
  call_restic unlock || say "the locks of $RESTIC_REPOSITORY could not be looked at"
  if [ -n "${RESTIC_FROM_REPOSITORY:-}" ]; then
    call_restic -r "$RESTIC_FROM_REPOSITORY" --password-file "$RESTIC_FROM_PASSWORD_FILE" unlock ||
      say "the locks of $RESTIC_FROM_REPOSITORY could not be looked at"
  fi
}

# Leaves what restic printed in the file $answer.
# A pod's name and process ids say nothing about a lock's owner, so a killed pod's lock is stale only by age: 30 minutes.
# Hence one retry at once, and then more until LOCK_WAIT seconds are over.
repository() {
  patience=
  while :; do
    code=0
    call_restic "$@" || code=$?
    cat "$errors" >&2
    [ "$code" -ne 0 ] || return 0
    [ "$code" -eq 11 ] || grep -q 'already locked' "$errors" || return "$code"
    now=$(date +%s)
    if [ -z "$patience" ]; then
      patience=$((now + ${LOCK_WAIT:-1900}))
    elif [ "$now" -ge "$patience" ]; then
      say "the repository is locked by another run"
      return 11
    else
      in_background sleep 30
    fi
    clear_stale_locks
  done
}

# The server takes a configuration once and refuses the second one, whoever sends it.
# post PATH [FILE]: sets $said to the number of the server's answer.
post() {
  body=${2:-/dev/null}
  (
    umask 077
    printf 'POST %s HTTP/1.0\r\nHost: %s\r\n' "$1" "$server"
    [ -z "${RESTIC_REST_USERNAME:-}" ] ||
      printf 'Authorization: Basic %s\r\n' "$(printf '%s:%s' "$RESTIC_REST_USERNAME" "$RESTIC_REST_PASSWORD" | base64 | tr -d '\n')"
    printf 'Content-Length: %s\r\n\r\n' "$(wc -c <"$body" | tr -d ' ')"
    cat "$body"
  ) >"$scratch/request"
  timeout 60 nc "${server%:*}" "${server##*:}" <"$scratch/request" >"$answer" 2>"$errors" || :
  said=$(sed -n '1s/^HTTP[^ ]* \([0-9]*\).*/\1/p' "$answer")
}

opens() {
  call_restic cat config --no-lock
}

# Restic writes the key of a new repository before its configuration. Of two that make one at the same time the second is
# refused its configuration, and its key stays beside the first one's: restic then takes a key that does not fit, and opens
# nothing any more (restic 0.19.1, rest-server 0.13). So the new one is made aside, and brought with the configuration first:
# whoever is refused that has left nothing.
make_on_server() {
  server=${RESTIC_REPOSITORY#rest:http://}
  path=/${server#*/}
  server=${server%%/*}
  call_restic --repo "$scratch/made" init "$@" || return
  post "${path%/}/?create=true"
  post "${path%/}/config" "$scratch/made/config"
  if [ "$said" != 200 ]; then
    wait_until 60 "the repository $RESTIC_REPOSITORY, which another run makes," opens
    return
  fi
  for key in "$scratch"/made/keys/*; do
    post "${path%/}/keys/$(basename "$key")" "$key"
    [ "$said" = 200 ] || fail "the key of the new repository $RESTIC_REPOSITORY was refused (code ${said:-of no answer}); remove its folder on the server"
  done
  opens
}

# Arguments go to `restic init`. Only a repository that is truly not there is made:
# a wrong password or an unreachable server would otherwise be answered with a second, empty repository.
# Before 0.17 restic says all of it with code 1, and an unreachable server with the same first words.
repository_ready() {
  code=0
  opens || code=$?
  # A configuration without a key: another run makes the repository just now.
  if [ "$code" -eq 12 ]; then
    in_background sleep 3
    code=0
    opens || code=$?
  fi
  [ "$code" -ne 0 ] || return 0
  missing=no
  if [ "$code" -eq 10 ]; then missing=yes; fi
  if [ "$code" -eq 1 ] && grep -q 'unable to open config file:.*\(no such file\|not exist\)' "$errors"; then missing=yes; fi
  if [ "$missing" = no ]; then
    cat "$errors" >&2
    fail "the repository $RESTIC_REPOSITORY cannot be opened (restic code $code)"
  fi
  [ "${INIT:-yes}" = yes ] || fail "there is no repository at $RESTIC_REPOSITORY and INIT is not yes"
  say "there is no repository at $RESTIC_REPOSITORY yet, making it"
  case $RESTIC_REPOSITORY in
    rest:http://*) make_on_server "$@" ;;
    *) call_restic init "$@" ;;
  esac || {
    cat "$errors" >&2
    fail "the repository $RESTIC_REPOSITORY could not be made"
  }
}

# Sets $snapshots to the ids, oldest first. Global flags and filters may be given.
list_snapshots() {
  repository snapshots --json "$@" || fail "restic snapshots${*:+ $*} failed with code $code (RESTIC_REPOSITORY=$RESTIC_REPOSITORY)"
  # shellcheck disable=SC2034 # read by the scripts
  snapshots=$(grep -o '"id":"[0-9a-f]*"' "$answer" | cut -d '"' -f 4) || snapshots=
}
