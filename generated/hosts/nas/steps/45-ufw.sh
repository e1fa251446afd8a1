# shellcheck shell=bash
# UFW, behind the firewall: what the machine itself answers, once more. The firewall stands while rules are exchanged, so that
# nothing is open meanwhile. What is passed on to pods is the firewall's, and their policies'.
rules=etc/mk360/ufw.rules
exchange_rules() {
  ufw --force reset >/dev/null
  # Of what it resets it keeps a copy, with every run one more.
  rm -f /etc/ufw/*.rules.[0-9]*
  ufw default deny incoming >/dev/null
  ufw default allow outgoing >/dev/null
  ufw default allow routed >/dev/null
  # It takes words in quotes for one, as a shell does.
  xargs -L 1 ufw <"$rules" >/dev/null
  ufw --force enable >/dev/null
}

# What UFW has, whoever gave it.
added() { { ufw status | head -n 1 && ufw show added; } 2>/dev/null | sha256sum; }
if ! is_applied ufw "$(sum_of "$rules")" || ! is_applied ufw-has "$(added)"; then
  change 'exchange the rules of UFW' exchange_rules
  remember ufw "$(sum_of "$rules")"
  remember ufw-has "$(added)"
fi
