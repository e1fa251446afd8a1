# shellcheck shell=bash
# Who may come in. It is loaded as a whole or not at all, and connections that it allows go on.
firewall=etc/mk360/firewall.nft
load_firewall() { nft --file "/$firewall"; }
# What stands now, but for the addresses that are counted at the moment.
loaded() {
  {
    nft list table inet mk360 | sed '/^\tset sources {/,/^\t}/d'
    nft list chain inet mk360_bans arriving && nft list chain inet mk360_bans banned
  } 2>/dev/null | sha256sum
}
# Its sets went with it, and fail2ban fills them when it starts.
nft list table inet mk360_bans >/dev/null 2>&1 || forget fail2ban
if ! is_applied firewall "$(sum_of "$firewall")" || ! is_applied firewall-has "$(loaded)"; then
  change 'load the firewall' load_firewall
  remember firewall "$(sum_of "$firewall")"
  remember firewall-has "$(loaded)"
fi
systemctl is-enabled --quiet mk360-firewall 2>/dev/null ||
  change 'load the firewall at each start, before there is a network' systemctl enable --quiet mk360-firewall
