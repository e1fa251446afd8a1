# shellcheck shell=sh
# Sourced by what builds programs out of the Go module proxy. A build takes minutes, so it is made once and kept in a
# cache beside the other ones, where a later run finds all of it or nothing.

say() {
  printf '%s %s\n' "$(date +%T)" "$*" >&2
}

use() {
  printf '%s\n' "$1"
  exit
}

# begin_folder NAME WHAT [FILE]: ends with the path of WHAT, or of one file of it, when it was built before. Else sets
# `next` to where it is built now, and `work` to scratch.
begin_folder() {
  folder=${XDG_CACHE_HOME:-$HOME/.cache}/mk360/$1
  answer=$folder${3:+/$3}
  [ ! -d "$folder" ] || use "$answer"
  command -v go >/dev/null || { say "no $2: building one needs Go 1.26 or newer" && exit 1; }
  say "building $2 into $folder; this takes some minutes, once"
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

# new_module MODULE VERSION: one for each, so that none changes the versions that another was released with.
new_module() {
  rm -rf "$work"
  mkdir "$work"
  cd "$work" || exit
  printf 'module programs\n\ngo %s\n\nrequire %s %s\n' "$(go env GOVERSION | sed 's/^go//')" "$1" "$2" >go.mod
}

# Kubernetes takes its own libraries from its repository; released, each has a version that follows Kubernetes' own. Sets
# `flags`, without which its programs would call themselves v0.0.0.
new_kubernetes_module() {
  new_module k8s.io/kubernetes "v$1"
  sed -n "s|^[[:space:]]*\\(k8s\\.io/[a-z-]*\\) => \\./staging/.*|replace \\1 => \\1 v0.${1#*.}|p" "$(module_field "k8s.io/kubernetes@v$1" GoMod)" >>go.mod
  minor=${1#*.} version=k8s.io/component-base/version
  # shellcheck disable=SC2034 # the scripts read it
  flags="-X $version.gitVersion=v$1 -X $version.gitMajor=1 -X $version.gitMinor=${minor%.*}"
}

# build "PACKAGE..." [FLAGS FOR THE LINKER]: in the module that was begun last, with its `tags`; `cgo=1` links libraries of
# the machine. Packages that are built together keep all cores busy while one of them is linked. Nobody debugs them, and
# without what a debugger reads they compile faster. A compiler lives for seconds: collecting its garbage at leisure saves a
# fifth of its time. In the background, so that a signal ends it.
build() {
  say "building $1"
  # shellcheck disable=SC2086 # a package a word
  GOGC=400 CGO_ENABLED=${cgo:-0} go build -mod=mod -tags "${tags:-}" -gcflags all=-dwarf=false -ldflags "-s -w ${2:-}" -o "$next/" $1 &
  building=$!
  wait "$building"
}

module_field() {
  go mod download -json "$1" | sed -n "s/^[[:space:]]*\"$2\": \"\(.*\)\".*/\1/p"
}
