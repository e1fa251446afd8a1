# shellcheck shell=bash
# The tunnel. Its key is made here and never leaves the machine; who may dial in changes without a restart, which would
# restart k3s too.
key=/etc/wireguard/wg0.key
make_key() (
  umask 077
  wg genkey >"$key.new"
  mv "$key.new" "$key"
)
[ -s "$key" ] || change "make the machine's WireGuard key" make_key

start_tunnel() {
  systemctl enable --quiet wg-quick@wg0
  systemctl restart wg-quick@wg0
}

change_tunnel() {
  # The whole file replaces what runs, and in it the key is missing: without it the tunnel would stand without one.
  wg syncconf wg0 <(wg-quick strip wg0 | sed '/^\[Interface\]$/r '<(printf 'PrivateKey = %s\n' "$(cat "$key")"))
  ip link set wg0 mtu "$(sed -n 's/^MTU = //p' /etc/wireguard/wg0.conf)"
}

tunnel=etc/wireguard/wg0.conf
address=$(sed -n 's/^Address = //p' "$tunnel")
# Who may use it now, and how large a packet may be.
has_peers() { { wg show wg0 allowed-ips | sort && cat /sys/class/net/wg0/mtu; } 2>/dev/null | sha256sum; }
if ! is_applied wireguard "$(sum_of "$tunnel")" || ! is_applied wireguard-has "$(has_peers)"; then
  if [ ! -e /sys/class/net/wg0 ]; then
    change 'start the tunnel' start_tunnel
  elif [ "$(ip -oneline -4 address show dev wg0 | awk '{ print $4 }')" != "$address" ]; then
    change "restart the tunnel, and k3s with it: its address becomes $address" start_tunnel
  else
    change 'change who may use the tunnel; it is not interrupted' change_tunnel
  fi
  remember wireguard "$(sum_of "$tunnel")"
  remember wireguard-has "$(has_peers)"
fi
