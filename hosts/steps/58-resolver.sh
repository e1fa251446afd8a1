# shellcheck shell=bash
# Names for the devices in the tunnel, on the machine that has the settings for it.
resolver=etc/dnsmasq.d/mk360.conf
resolver_units=(mk360-resolver-asks mk360-resolver)
resolver_runs() {
  local unit
  # Of several, systemctl is content with one.
  for unit in "${resolver_units[@]}"; do systemctl is-active --quiet "$unit" || return 1; done
}
start_resolver() {
  systemctl enable --quiet "${resolver_units[@]}"
  systemctl restart "${resolver_units[@]}"
}
if [ -e "$resolver" ]; then
  resolver_has=$(sum_of "$resolver" etc/mk360/resolver/* etc/systemd/system/mk360-resolver*.service)
  if ! is_applied resolver "$resolver_has" || ! resolver_runs; then
    change 'start the resolver of the VPN with its settings' start_resolver
    remember resolver "$resolver_has"
  fi
fi
