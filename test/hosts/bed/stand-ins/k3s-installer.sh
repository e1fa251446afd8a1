#!/bin/sh
# Stands in for the installer of k3s: it takes what the real one takes, brings a k3s that only keeps its release and its
# starts, makes the unit, and starts it.
set -eu
: "${INSTALL_K3S_VERSION:?the real one would take the newest release}"
role=${1:?server or agent}
unit=k3s
[ "$role" = server ] || unit=k3s-agent
cat >/usr/local/bin/k3s <<PROGRAM
#!/bin/bash
set -eu
case "\$*" in
  --version) printf 'k3s version $INSTALL_K3S_VERSION (0000000)\ngo version go1.25.0\n' ;;
  server | agent)
    # As the real one ends where it finds none.
    [ -s /etc/rancher/k3s/agent-token ] || { printf 'token is required\n' >&2 && exit 1; }
    cat /etc/rancher/k3s/config.yaml >/run/k3s-started-with
    printf '%s\n' "\$*" >>/run/k3s-starts
    ;;
  'etcd-snapshot save --name '*) mkdir -p /var/lib/rancher/k3s/server/db/snapshots && touch "/var/lib/rancher/k3s/server/db/snapshots/\$4-$(uname -n)-1" ;;
  *) printf 'k3s: this is not played here: %s\n' "\$*" >&2 && exit 1 ;;
esac
PROGRAM
# Nothing of k3s runs here beyond its start.
printf '#!/bin/sh\n' >/usr/local/bin/k3s-killall.sh
chmod 755 /usr/local/bin/k3s /usr/local/bin/k3s-killall.sh
printf '[Service]\nExecStart=/usr/local/bin/k3s %s\n' "$role" >"/etc/systemd/system/$unit.service"
systemctl enable "$unit"
[ "${INSTALL_K3S_SKIP_START:-}" = true ] || systemctl restart "$unit"
