#!/bin/bash
# bash keep.sh: keeps, while the server answers, what a start without it takes: the files that the pods read of the cluster,
# some of them secret, and the images that they run. It asks as the machine's own kubelet, which may read what its pods read
# and nothing else.
set -euo pipefail
settings=/etc/mk360/cold-start
kept=/var/lib/mk360/cold-start
kubeconfig=/var/lib/rancher/k3s/agent/kubelet.kubeconfig
read -r node <"$settings/node"
status=0

say() { printf 'cold start: %s\n' "$1" >&2; }
ask() { k3s kubectl --kubeconfig "$kubeconfig" --request-timeout 20s "$@"; }

# keep_file KIND NAMESPACE OBJECT KEY GROUP PATH: what was kept before stays when it cannot be read.
keep_file() {
  local kind=$1 namespace=$2 object=$3 key=$4 group=$5 path=$6 value
  value="index .data \"$key\""
  [ "$kind" = configmap ] || value="$value | base64decode"
  install -d -m 750 -o root -g "$group" "$(dirname "$(dirname "$path")")" "$(dirname "$path")"
  if ask get "$kind" --namespace "$namespace" "$object" --output "go-template={{$value}}" >"$path.new" && [ -s "$path.new" ]; then
    chown "root:$group" "$path.new"
    chmod 440 "$path.new"
    mv "$path.new" "$path"
  else
    rm -f "$path.new"
    say "$kind $namespace/$object has no $key for this machine; what was kept of it stays"
    status=1
  fi
}

# The image that the service's pod runs, as the cluster names it.
image_of() {
  ask get pods --namespace "$2" --selector "app.kubernetes.io/name=$1" --field-selector "spec.nodeName=$node,status.phase=Running" \
    --output 'go-template={{range .items}}{{(index .spec.containers 0).image}}{{"\n"}}{{end}}' | tail -n 1
}

# keep_image NAME IMAGE: from the cluster's own store, so that it is the same to the byte, and comes without a download.
keep_image() {
  local name=$1 image=$2 last tag=localhost/mk360/$1:kept note=$kept/$1.image
  if [ "$(cat "$note" 2>/dev/null)" = "$image" ] && podman image exists "$tag"; then return; fi
  # containerd knows it by its digest, without the tag before it. That is of all its architectures, so podman would miss it in
  # the one that there is: it comes under the other name.
  last=${image##*/}
  last=${last%@*}
  k3s ctr --namespace k8s.io images tag --force "${image%/*}/${last%%:*}@${image#*@}" "$tag" >/dev/null || return
  # By itself: through containerd's transfer service a busy machine's export ends early now and then, and says nothing.
  k3s ctr --namespace k8s.io images export --local - "$tag" | podman load --quiet >/dev/null || return
  k3s ctr --namespace k8s.io images remove "$tag" >/dev/null || return
  printf '%s\n' "$image" >"$note"
}

umask 077
mkdir -p "$kept"
if ! ask get node "$node" --output name >/dev/null; then
  say 'the cluster does not answer; what was kept stays'
  exit
fi
while read -r name namespace group <&3; do
  image=$(image_of "$name" "$namespace")
  if [ -z "$image" ]; then
    say "$name does not run here now; what was kept of it stays"
    continue
  fi
  while read -r kind object key path <&4; do
    keep_file "$kind" "$namespace" "$object" "$key" "$group" "$path"
  done 4< <(awk -v name="$name" '$1 == name { print $4, $5, $6, $7 }' "$settings/kept")
  keep_image "$name" "$image" || { say "$name: its image could not be kept; the one before stays" && status=1; }
done 3< <(awk '{ print $1, $2, $3 }' "$settings/kept" | sort -u)
# The images before.
podman image prune --force >/dev/null
exit "$status"
