#!/usr/bin/env bash
# dnsmasq: with strict-order, fast-dns-retry asks the server that is silent again and never the next one.
set -euo pipefail
version=2.90-4~deb12u2
work=$(mktemp -d)
# One of them is stopped, and hears nothing else.
trap 'kill -CONT $(jobs -p) 2>/dev/null; kill $(jobs -p) 2>/dev/null; wait; rm -rf "$work"' EXIT

cd "$work"
mkdir -p lists/partial archives/partial
printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/%s main\n' \
  'debian bookworm' 'debian-security bookworm-security' >sources.list
from_bookworm=(-qq -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$work/lists"
  -o Dir::Cache="$work" -o Dir::Cache::archives="$work/archives" -o Dir::State::status=/dev/null -o APT::Sandbox::User="$(id -un)")
apt-get "${from_bookworm[@]}" update
apt-get "${from_bookworm[@]}" download "dnsmasq-base=$version" libcap2 libdbus-1-3 libgcrypt20 libgmp10 libgpg-error0 libhogweed6 libidn2-0 libjansson4 liblz4-1 liblzma5 \
  libmnl0 libnetfilter-conntrack3 libnettle8 libnfnetlink0 libnftables1 libnftnl11 libsystemd0 libunistring2 libxtables12 libzstd1
for package in *.deb; do dpkg-deb -x "$package" root; done
libraries=$(echo root/usr/lib/*-linux-gnu):$(echo root/lib/*-linux-gnu)
# In the background, so that its number is that of the program.
dnsmasq() { exec env LD_LIBRARY_PATH="$libraries" root/usr/sbin/dnsmasq --conf-file=/dev/null --keep-in-foreground --pid-file --no-resolv --no-hosts \
  --user="$(id -un)" --bind-interfaces --listen-address=127.0.0.1 --log-facility=- "$@"; }
(dnsmasq --version) | sed -n 1p

# Two servers; the first is stopped, so that it is silent. The question comes once, as from a client that does not ask again.
dnsmasq --port=5301 --address=/x.example/93.184.216.1 >first.log 2>&1 &
first=$!
dnsmasq --port=5302 --address=/x.example/93.184.216.2 >second.log 2>&1 &
# ask OPTION...: prints whom a resolver with these options asked within six seconds.
ask() {
  dnsmasq --port=5300 --server=127.0.0.1#5301 --server=127.0.0.1#5302 --log-queries "$@" >resolver.log 2>&1 &
  local resolver=$!
  sleep 1
  printf '\0\7\1\0\0\1\0\0\0\0\0\0\1x\7example\0\0\1\0\1' >/dev/udp/127.0.0.1/5300
  sleep 6
  kill "$resolver"
  wait "$resolver" 2>/dev/null || true
  sed -n 's/.*forwarded x.example to 127.0.0.1#//p' resolver.log | sort | uniq -c | awk '{ print $2 " " $1 " times" }' | paste -sd,
}
sleep 1
kill -STOP "$first"
asked=$(ask --strict-order --fast-dns-retry=1000,8000)
echo "with strict-order and fast-dns-retry it asked: $asked"

if [[ $asked == 5301* && $asked != *5302* ]]; then
  echo "SEEN: whoever asks once gets no answer while the first server is silent, although the second would have one"
else
  echo "CHANGED: the second server was asked"
  exit 1
fi
