# shellcheck shell=bash
# What cannot be loaded is not put into its place: after the next start there would be no firewall.
if command -v nft >/dev/null; then nft --check --file etc/mk360/firewall.nft; fi
# One setting that fail2ban does not take, and nobody is banned any more.
if [ -z "$dry_run" ] && [ -d etc/fail2ban ] && command -v fail2ban-client >/dev/null; then
  mkdir "${scratch:?}/fail2ban"
  cp -r /etc/fail2ban/. etc/fail2ban/. "$scratch/fail2ban"
  fail2ban-client -c "$scratch/fail2ban" --test >/dev/null
fi
# One file that sudo does not understand, and nobody becomes root by it.
if command -v visudo >/dev/null; then visudo --check --quiet --file=etc/sudoers.d/mk360-check; fi
# It says to standard error also that all is well.
if [ -e etc/dnsmasq.d/mk360.conf ] && command -v dnsmasq >/dev/null; then
  said=$(dnsmasq --test --conf-file=etc/dnsmasq.d/mk360.conf 2>&1) || { printf '%s\n' "$said" >&2 && exit 1; }
fi
