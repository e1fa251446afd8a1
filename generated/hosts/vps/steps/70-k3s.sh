# shellcheck shell=bash
# k3s in the release that this folder names. Its installer comes from k3s' own repository, as it stands at that release, and
# checks itself what it downloads.
read -r role release <k3s
unit=k3s
[ "$role" = server ] || unit=k3s-agent
token=/etc/rancher/k3s/agent-token
make_token() (
  umask 077
  openssl rand -hex 32 >"$token.new"
  mv "$token.new" "$token"
)
[ "$role" = agent ] || [ -s "$token" ] || change 'make the token by which other machines join' make_token

# What it was started with; a restart of the machine starts it with what is there.
started_with=/var/lib/mk360/k3s-started-with
settings=$(sum_of etc/rancher/k3s/*)

install_k3s() {
  local from=https://raw.githubusercontent.com/k3s-io/k3s/${release/+/%2B}
  curl -fsSL --retry 3 --output "${scratch:?}/install.sh" "$from/install.sh"
  curl -fsSL --retry 3 --output "$scratch/install.sh.sha256sum" "$from/install.sh.sha256sum"
  (cd "$scratch" && sha256sum --check --quiet install.sh.sha256sum)
  INSTALL_K3S_VERSION=$release INSTALL_K3S_SKIP_START=true sh "$scratch/install.sh" "$role"
  restart_k3s
}

restart_k3s() {
  if [ "$role" = server ]; then
    systemctl restart "$unit"
  else
    # It is not ready before it has reached the server, which may be the next to be set up.
    systemctl restart --no-block "$unit"
  fi
  mkdir -p "$(dirname "$started_with")"
  printf '%s\n' "$settings" >"$started_with"
}

minor_of() { printf '%s\n' "$1" | sed 's/^v1\.\([0-9]*\)\..*/\1/'; }

# Kubernetes goes from one minor to the next, and never back: what it has written the older one cannot read.
refuse_leap() {
  if [ "$(printf '%s\n' "$1" "$release" | sort --version-sort | tail -n 1)" != "$release" ]; then
    printf 'k3s is %s, and this folder names %s: it does not go back. Restore the snapshot that was made before the upgrade.\n' "$1" "$release" >&2
    return 1
  fi
  [ $(("$(minor_of "$release")" - "$(minor_of "$1")")) -gt 1 ] || return 0
  printf 'k3s is %s, and this folder names %s: a minor is left out. Take the mk360 that names v1.%s first.\n' "$1" "$release" "$(("$(minor_of "$1")" + 1))" >&2
  return 1
}

upgrade_k3s() {
  if [ "$role" = server ]; then
    k3s etcd-snapshot save --name "before-${release/+/-}" >/dev/null
    printf 'The way back: stop k3s, install %s again, and k3s server --cluster-reset --cluster-reset-restore-path with the newest of\n' "$1"
    printf '/var/lib/rancher/k3s/server/db/snapshots/before-%s-*\n' "${release/+/-}"
  fi
  install_k3s
}

installed=
if command -v k3s >/dev/null; then installed=$(k3s --version | awk 'NR == 1 { print $3 }'); fi
if [ ! -s "$token" ] && [ "$role" = agent ]; then
  printf 'k3s waits for the token of the server, which mk360 hosts set-up brings\n'
elif [ "${volumes_are:?}" = locked ]; then
  printf 'k3s waits for the volumes\n'
elif [ -z "$installed" ]; then
  change "install k3s $release" install_k3s
elif [ "$installed" != "$release" ] && [ -z "$upgrade" ]; then
  printf 'k3s is %s, and %s is wanted: mk360 hosts upgrade brings it\n' "$installed" "$release"
elif [ "$installed" != "$release" ]; then
  refuse_leap "$installed"
  change "upgrade k3s from $installed to $release; what runs in pods goes on" upgrade_k3s "$installed"
elif [ "$(cat "$started_with" 2>/dev/null)" != "$settings" ]; then
  change 'restart k3s with its settings; what runs in pods goes on' restart_k3s
fi
