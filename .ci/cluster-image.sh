#!/bin/sh
# Prints the folder of the one root file system that every image of the two-node cluster shares: Debian's daemons, and at
# the paths of the images what Debian does not have. What no registry has is played by the program of .ci/standin.sh, which
# is a layer of its own. Made once and kept in a cache until something that it is made of changes.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
standin=$here/../test/cluster/standin

suite=trixie
# Without the packages that they merely recommend.
daemons='busybox-static ca-certificates curl dovecot-imapd isync msmtp netcat-openbsd openssh-client openssh-server redis-server samba samba-common-bin tzdata'

restic=$(sh "$here/restic.sh")
caddy=$(sh "$here/restic.sh" sid caddy)
rest_server=$(sh "$here/restic.sh" trixie restic-rest-server)
rclone=$(sh "$here/rclone.sh")
node=$(sh "$here/node24.sh")
postgres=$(dirname "$(sh "$here/postgres.sh")")
logs=$(sh "$here/victoria-logs.sh")
command -v netdata >/dev/null || { printf 'no netdata; install netdata-core and netdata-plugins-bash\n' >&2 && exit 1; }
netdata_version=$(netdata -v)

home=${XDG_CACHE_HOME:-$HOME/.cache}/mk360
made_of=$(
  cat "$0" "$standin/postgres-entrypoint.sh"
  sha256sum <"$restic" && sha256sum <"$caddy" && sha256sum <"$rest_server" && sha256sum <"$rclone" && sha256sum <"$node"
  # Their folders are named for their versions.
  printf '%s\n' "$postgres" "$logs" "$netdata_version"
)
root=$home/cluster-image-$(printf '%s' "$made_of" | sha256sum | cut -c 1-12)
if [ -d "$root" ]; then
  printf '%s\n' "$root"
  exit
fi

# The mirror is the one that the machine itself uses.
# shellcheck disable=SC2016 # apt fills in the format
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -v security | grep debian | head -n 1)
next=$root.new-$$
trap 'rm -rf "$next"' EXIT
trap 'exit 1' INT TERM HUP
mkdir -p "$home"
mmdebstrap --quiet --variant=minbase --keyring=/usr/share/keyrings/debian-archive-keyring.gpg \
  --aptopt='APT::Install-Recommends "false"' \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/info/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/i18n/*' \
  --include="$(printf '%s' "$daemons" | tr ' ' ,)" "$suite" "$next" "$mirror" >&2

install -m 755 "$restic" "$next/usr/local/bin/restic"
install -m 755 "$caddy" "$next/usr/local/bin/caddy"
install -m 755 "$rest_server" "$next/usr/local/bin/rest-server"
install -m 755 "$rclone" "$next/usr/local/bin/rclone"
install -m 755 "$node" "$next/usr/local/bin/node"
install -m 755 "$logs/victoria-logs" "$logs/vlagent" "$next/usr/local/bin"
install -m 755 "$standin/postgres-entrypoint.sh" "$next/usr/local/bin/postgres-entrypoint.sh"
mkdir -p "$next/usr/lib/postgresql"
cp -a "$postgres" "$next/usr/lib/postgresql/16"

# What Alpine's images have of busybox: they find it first in their PATH. Debian's has an nc that knows no -z.
mkdir "$next/busybox"
cp "$next/usr/bin/busybox" "$next/busybox/busybox"
chroot "$next" /busybox/busybox --list | while IFS= read -r applet; do
  case $applet in
    busybox) ;;
    # Debian's takes its own applets whatever PATH says, that nc among them.
    ash | sh) ln -s ../usr/bin/dash "$next/busybox/$applet" ;;
    nc) ln -s ../usr/bin/nc.openbsd "$next/busybox/nc" ;;
    *) ln -s busybox "$next/busybox/$applet" ;;
  esac
done

# The package of the machine's own Debian, because trixie has none, with the libraries that it was built for.
mkdir -p "$next/usr/lib/netdata/libraries"
cp -a /usr/lib/netdata/. "$next/usr/lib/netdata"
cp -a /usr/share/netdata "$next/usr/share/netdata"
cp -aL /etc/netdata "$next/etc/netdata"
install -m 755 "$(command -v netdata)" "$next/usr/lib/netdata/netdata"
ldd "$next/usr/lib/netdata/netdata" "$next"/usr/lib/netdata/plugins.d/*.plugin 2>/dev/null |
  sed -n 's/.* => \(\/[^ ]*\) .*/\1/p' | sort -u | while IFS= read -r library; do
  case $library in
    */libc.so.* | */libm.so.* | */libpthread.so.* | */libdl.so.* | */librt.so.* | */libresolv.so.*) ;;
    *) cp -L "$library" "$next/usr/lib/netdata/libraries/" ;;
  esac
done
printf '%s\n' '#!/bin/sh' 'export LD_LIBRARY_PATH=/usr/lib/netdata/libraries' 'exec /usr/lib/netdata/netdata "$@"' >"$next/usr/sbin/netdata"
chmod 755 "$next/usr/sbin/netdata"

# Users as the images number them. Packages gave theirs numbers of their own.
sed -i '/^redis:/d' "$next/etc/passwd"
sed -i -e '/^redis:/d' -e '/^systemd-journal:/d' "$next/etc/group"
while IFS=: read -r name user group folder; do
  printf '%s:x:%s:%s::%s:/usr/sbin/nologin\n' "$name" "$user" "$group" "${folder:-/nonexistent}" >>"$next/etc/passwd"
  printf '%s:x:%s:\n' "$name" "$group" >>"$next/etc/group"
done <<'USERS'
postgres:999:999
redis:999:1000
vmail:1000:1000
node:1000:1000
netdata:201:201:/var/lib/netdata
gotenberg:1001:1001
paperless-gpt:10001:10001
tika:35002:35002
USERS

rm -rf "$next"/var/lib/apt/lists/* "$next"/var/cache/apt/* "$next"/var/cache/debconf/* "$next"/var/log/* "$next"/var/lib/dpkg/info/*.md5sums \
  "$next"/usr/share/doc "$next"/usr/share/man "$next"/usr/share/info "$next"/usr/share/locale
# A host key of the machine that built it is nobody's.
rm -f "$next"/etc/ssh/ssh_host_*
mkdir -p "$next/run/sshd"
# Netdata's image leads what it logs to the container's own output.
install -d -o 201 -g 201 "$next/var/log/netdata"
for log in access debug; do ln -s /dev/stdout "$next/var/log/netdata/$log.log"; done
for log in error health collector daemon; do ln -s /dev/stderr "$next/var/log/netdata/$log.log"; done
# Whoever runs a program of an image may read all of it.
chmod -R go+rX "$next/usr/lib/postgresql" "$next/usr/lib/netdata" "$next/usr/share/netdata" "$next/etc/netdata" "$next/etc/redis"
# Whoever else built meanwhile was first; both are the same.
[ -d "$root" ] || mv "$next" "$root"
printf '%s\n' "$root"
