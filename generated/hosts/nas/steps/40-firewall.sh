# shellcheck shell=bash
# Who may come in. It is loaded as a whole or not at all, and connections that it allows go on.
firewall=etc/mk360/firewall.nft
load_firewall() { nft --file "/$firewall"; }
# What stands now, but for the addresses that are counted at the moment.
loaded() { nft list table inet mk360 2>/dev/null | sed '/^\tset sources {/,/^\t}/d' | sha256sum; }
if ! is_applied firewall "$(sum_of "$firewall")" || ! is_applied firewall-has "$(loaded)"; then
  change 'load the firewall' load_firewall
  remember firewall "$(sum_of "$firewall")"
  remember firewall-has "$(loaded)"
fi
systemctl is-enabled --quiet mk360-firewall 2>/dev/null ||
  change 'load the firewall at each start, before there is a network' systemctl enable --quiet mk360-firewall
