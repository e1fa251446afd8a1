#!/bin/sh
# Prints the folder of a Kubernetes control plane: etcd, the API server, its controllers and scheduler, kubectl, and
# kwok, which plays the nodes. KUBEBUILDER_ASSETS may name one that is there; else it is built once from the Go module
# proxy, which takes minutes, and kept in a cache. Flux's definitions of its own kinds lie beside it under crds/.
set -eu
# shellcheck source=SCRIPTDIR/go-programs.sh
. "$(dirname "$0")/go-programs.sh"

kubernetes=1.36.3
etcd=3.6.16
kwok=0.8.0
flux=1.9.6

from_kubernetes='kube-apiserver kube-controller-manager kube-scheduler kubectl'
programs="$from_kubernetes etcd kwok"

missing_in() {
  for program in $programs; do [ -x "$1/$program" ] || printf ' %s' "$program"; done
}

assets=${KUBEBUILDER_ASSETS:-}
if [ -n "$assets" ]; then
  missing=$(missing_in "$assets")
  [ -n "$missing" ] || use "$assets"
  say "KUBEBUILDER_ASSETS has no$missing; taking a control plane of our own"
fi
begin_folder "control-plane-$kubernetes-$etcd-$kwok-$flux" "a control plane"
new_kubernetes_module "$kubernetes"
# shellcheck disable=SC2086 # a program a word
build "$(printf 'k8s.io/kubernetes/cmd/%s ' $from_kubernetes)" "$flags"

new_module sigs.k8s.io/kwok "v$kwok"
build sigs.k8s.io/kwok/cmd/kwok
new_module go.etcd.io/etcd/server/v3 "v$etcd"
build go.etcd.io/etcd/server/v3
mv "$next/server" "$next/etcd"

mkdir "$next/crds"
for controller in kustomize source; do
  cp "$(module_field "github.com/fluxcd/$controller-controller@v$flux" Dir)"/config/crd/bases/*.yaml "$next/crds"
done
end_folder
