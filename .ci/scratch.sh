# shellcheck shell=bash
# Sourced by .ci/run: one scratch folder for everything that the suites make, so that what they leave behind is seen, and
# goes when they are through or interrupted. Every program here takes TMPDIR for its own files.

scratch=$(mktemp -d "${TMPDIR:-/tmp}/mk360-ci-XXXXXX")
# Tests that run programs as another user lead through it.
chmod 755 "$scratch"
export TMPDIR=$scratch
# What the suites print.
logs=$scratch/suites
mkdir "$logs"

# For a run that knows nothing of earlier ones: points every cache to an empty folder below the scratch folder, and
# forgets the programs that somebody has named. What is installed of Debian's packages stays: apt has no second place.
empty_caches() {
  local caches=$scratch/caches
  export XDG_CACHE_HOME=$caches GOCACHE=$caches/go-build GOMODCACHE=$caches/go-modules
  export npm_config_cache=$caches/npm PIP_CACHE_DIR=$caches/pip
  unset KUBEBUILDER_ASSETS NODE_PROGRAMS KUSTOMIZE_CONTROLLER_BIN SOPS_BIN RCLONE_BIN POSTGRES_BIN
  mkdir "$caches"
  printf 'every cache is empty; of the packages of Debian, those that are installed stay installed\n'
}

# What runs in the scratch folder or was told of it, a number a line; not this shell and what it just started to look.
processes_left() {
  local found pid
  found=$(
    grep -lsaF -e "$scratch" /proc/[0-9]*/environ /proc/[0-9]*/cmdline
    find /proc/[0-9]*/cwd -maxdepth 0 -lname "$scratch*" 2>/dev/null
  )
  while IFS= read -r pid; do
    case $pid in "" | "$$" | "$BASHPID") continue ;; esac
    # The programs that looked have ended.
    [ ! -d "/proc/$pid" ] || printf '%s\n' "$pid"
  done < <(cut -d / -f 3 <<<"$found" | sort -u)
}

mounts_left() {
  awk -v folder="$scratch" 'index($5, folder) == 1 { print $5 }' /proc/self/mountinfo
}

# What programs must have removed by themselves; caches are meant to stay while the suites run.
files_left() {
  find "$scratch" -mindepth 1 -maxdepth 1 ! -name 'jest_*' ! -name 'node-compile-cache' ! -name '.lark_cache_*' ! -path "$logs" ! -name caches
}

nothing_left_behind() {
  local tries=0 left
  # Guards end their programs when the tests have ended, which takes them a moment.
  until [ -z "$(processes_left)" ] || [ "$((tries += 1))" -gt 20 ]; do sleep 0.25; done
  left=$(
    processes_left | while IFS= read -r pid; do printf 'process %s: %s\n' "$pid" "$(tr '\0' ' ' <"/proc/$pid/cmdline" | cut -c 1-200)"; done
    mounts_left | sed 's/^/mount: /'
    files_left | sed 's/^/folder or file: /'
  )
  [ -z "$left" ] && return
  printf '%s\n' "$left"
  return 1
}

# Ends whatever is left, and removes the folder.
sweep() {
  local tries=0 pids
  while pids=$(processes_left); [ -n "$pids" ]; do
    tries=$((tries + 1))
    # Guards have five seconds for what they end in good order.
    # shellcheck disable=SC2086 # a number a word
    [ "$tries" -le 20 ] || kill -KILL $pids 2>/dev/null
    [ "$tries" -le 60 ] || break
    sleep 0.25
  done
  mounts_left | sort -r | while IFS= read -r mount; do umount "$mount"; done
  # Go writes its modules into folders that nobody may change.
  chmod -R u+w "$scratch" 2>/dev/null
  rm -rf "$scratch"
}
