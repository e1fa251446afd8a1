#!/bin/sh
# Prints a folder with the programs that judge dist/: kubeconform, kube-score and cyclonus from the Go module proxy,
# checkov and NCA from PyPI, each of those two in a Python of its own. They are built once, which takes some minutes, and
# kept in a cache until a version here changes.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
modules='github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0
github.com/zegl/kube-score/cmd/kube-score@v1.20.0
github.com/mattfenwick/cyclonus/cmd/cyclonus@v0.5.6'
# Each tool with the Python module that starts it; its exact versions stand in scan/NAME.txt.
tools='checkov=checkov.main nca=nca'

versions=$( (printf '%s\n' "$modules" "$tools" && cat "$here"/../scan/checkov.txt "$here"/../scan/nca.txt) | sha256sum | cut -c 1-12)
folder=${XDG_CACHE_HOME:-$HOME/.cache}/mk360/scanners-$versions

say() {
  printf '%s %s\n' "$(date +%T)" "$*" >&2
}

# A background job, so that a signal ends it at once.
run() {
  "$@" >&2 &
  running=$!
  wait "$running"
}

if [ ! -d "$folder" ]; then
  command -v go >/dev/null || { say 'no scanners: building them needs Go 1.26 or newer' && exit 1; }
  python3 -c 'import ensurepip, venv' 2>/dev/null || { say 'no scanners: installing them needs Python 3.11 with venv (Debian: python3-venv)' && exit 1; }
  say "building the scanners into $folder; this takes some minutes, once"
  mkdir -p "$(dirname "$folder")"
  # What a build left that was killed; younger ones may be at work.
  find "$(dirname "$folder")" -maxdepth 1 -name 'scanners-*.new-*' -mtime +0 -exec rm -rf {} +
  running='' next=$(mktemp -d "$folder.new-XXXXXX")
  trap 'rm -rf "$next"' EXIT
  trap 'kill "$running"; exit 1' INT TERM HUP
  for module in $modules; do
    say "building $module"
    run env GOBIN="$next" CGO_ENABLED=0 go install -ldflags '-s -w' "$module"
  done
  for tool in $tools; do
    name=${tool%=*}
    say "installing $name"
    run python3 -m venv "$next/$name.venv"
    run "$next/$name.venv/bin/python" -m pip install --quiet --no-deps --disable-pip-version-check -r "$here/../scan/$name.txt"
    # Not pip's own starter, which names the folder that this one is moved away from.
    # shellcheck disable=SC2016 # the starter fills it in
    printf '#!/bin/sh\nexec "$(dirname "$0")/%s.venv/bin/python" -m %s "$@"\n' "$name" "${tool#*=}" >"$next/$name"
    chmod +x "$next/$name"
  done
  chmod go+rX "$next"
  # Whoever else built meanwhile was first; both are the same.
  [ -d "$folder" ] || mv "$next" "$folder"
  say "done"
fi
printf '%s\n' "$folder"
