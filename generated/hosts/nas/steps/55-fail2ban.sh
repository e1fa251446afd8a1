# shellcheck shell=bash
# Bans. They stand in sets of the firewall, which fail2ban fills anew when it starts.
start_fail2ban() {
  systemctl enable --quiet fail2ban
  systemctl restart fail2ban
}

if [ -d etc/fail2ban ]; then
  settings=$(sum_of etc/fail2ban/*/* etc/mk360/fail2ban/*)
  if ! is_applied fail2ban "$settings" || ! systemctl is-active --quiet fail2ban; then
    change 'start fail2ban with its settings; whoever is banned stays it' start_fail2ban
    remember fail2ban "$settings"
  fi
fi
