#!/bin/bash
# bash gate.sh: ends once the server answers, and k3s may start. It starts nothing before that; so until then podman runs what
# the home cannot be without, on the same data. A lock on the data decides who works on it, whatever happens here.
set -euo pipefail
settings=/etc/mk360/cold-start
scratch=/run/mk360/cold-start
bridge=mk360-cold
read -r server <"$settings/server"

say() { printf 'cold start: %s\n' "$1"; }

# That it knows nobody who gives no name is an answer. Who it is says the tunnel.
answers() {
  case $(curl --silent --insecure --max-time 3 --output /dev/null --write-out '%{http_code}' "https://$server/readyz") in
    200 | 401) ;;
    *) return 1 ;;
  esac
}

# A line that comes and goes is none: whoever starts k3s on it waits inside k3s, where nothing else starts.
answers_for_good() {
  local times
  for times in 1 2 3; do
    answers || return 1
    [ "$times" = 3 ] || sleep 2
  done
}

is_free() { [ ! -e "$1" ] || flock --nonblock "$1" true; }

is_kept() {
  local name=$1 path
  podman image exists "localhost/mk360/$name:kept" || return 1
  while read -r path; do [ -s "$path" ] || return 1; done < <(awk -v name="$name" '$1 == name { print $NF }' "$settings/kept")
}

# play NAME OWNER LOCK ADDRESS: starts a service, unless it runs; "-" is any address.
play() {
  local name=$1 owner=$2 lock=$3 address=$4 path
  case $(podman pod inspect --format '{{.State}}' "$name-cold-start" 2>/dev/null) in
    Running | Degraded) return ;;
  esac
  # The cluster's own, which outlives k3s.
  is_free "$lock" || return 0
  if ! is_kept "$name"; then
    say "$name: not everything of it was kept yet; it waits for the server"
    return
  fi
  while read -r path; do
    install -d -m 700 -o "${owner%:*}" -g "${owner#*:}" "$path"
  done < <(awk -v name="$name" '$1 == name { print $2 }' "$settings/scratch")
  set --
  [ "$address" = - ] || set -- --ip "$address"
  if podman kube play --replace --network "$bridge" "$@" "$settings/pods/$name.yaml" >/dev/null; then
    say "$name runs without the cluster"
  else
    say "$name did not start; it is tried again"
  fi
}

# Nothing of podman's is left when k3s starts, or k3s does not start.
take_down() {
  local name
  while read -r name _; do
    podman pod exists "$name-cold-start" || continue
    podman pod rm --force --time 60 "$name-cold-start" >/dev/null
    say "$name is the cluster's again"
  done <"$settings/services"
  if ip link show "$bridge" >/dev/null 2>&1; then ip link delete "$bridge"; fi
  rm -rf "$scratch"
}

trap 'take_down; exit 143' TERM INT
# What one before this has left, when it was killed or the power went.
take_down
# A tunnel stands some seconds after its machine.
patience=$((SECONDS + 30))
until answers_for_good; do
  if [ "$SECONDS" -ge "$patience" ]; then
    while read -r name owner lock address <&3; do play "$name" "$owner" "$lock" "$address"; done 3<"$settings/services"
  fi
  sleep 5 &
  wait "$!"
done
take_down
