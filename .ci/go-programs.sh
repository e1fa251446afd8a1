# shellcheck shell=sh
# Sourced by what builds programs out of the Go module proxy.

# shellcheck source=SCRIPTDIR/cached-folder.sh
. "$(dirname "$0")/cached-folder.sh"

# use_named VARIABLE: ends with the program that it names, by its path or by its name in PATH, where it names one.
use_named() {
  eval "named=\${$1:-}"
  [ -n "$named" ] || return 0
  program=$(command -v "$named") || { say "$1 names $named, which is no program; name one or leave it empty" && exit 1; }
  use "$program"
}

# needs_go WHAT: ends where nothing can be built.
needs_go() {
  command -v go >/dev/null || { say "no $1: building one needs Go 1.26 or newer" && exit 1; }
}

# new_module MODULE VERSION: one for each, so that none changes the versions that another was released with.
new_module() {
  needs_go "$1"
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
