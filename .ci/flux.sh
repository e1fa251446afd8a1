#!/bin/sh
# Prints the path of Flux's kustomize-controller, which applies what is in Git. KUSTOMIZE_CONTROLLER_BIN may name one, by
# its path or by its name in PATH; else it is built once from the Go module proxy, which takes minutes, and kept in a
# cache. The definitions of its kinds come with the control plane.
set -eu
# shellcheck source=SCRIPTDIR/go-programs.sh
. "$(dirname "$0")/go-programs.sh"

# .ci/control-plane.sh takes the definitions from the same version.
flux=1.9.6
module=github.com/fluxcd/kustomize-controller

if [ -n "${KUSTOMIZE_CONTROLLER_BIN:-}" ]; then
  program=$(command -v "$KUSTOMIZE_CONTROLLER_BIN") ||
    { say "KUSTOMIZE_CONTROLLER_BIN names $KUSTOMIZE_CONTROLLER_BIN, which is no program; name one or leave it empty" && exit 1; }
  use "$program"
fi
begin_folder "flux-$flux" kustomize-controller kustomize-controller
new_module "$module" "v$flux"
released=$(module_field "$module@v$flux" GoMod)
# Replacements count only in the module that is built, which is ours now: Flux's forks must replace the same here.
awk '/^replace \(/ { inside = 1; next } inside && /^\)/ { inside = 0 } inside && /=>/ { print "replace" $0; next } /^replace [^(]/' "$released" |
  grep -v '=> \./' >>go.mod
# Its own types it takes from its repository; released, they have the same version.
echo "replace $module/api => $module/api v$flux" >>go.mod
build "$module"
end_folder
