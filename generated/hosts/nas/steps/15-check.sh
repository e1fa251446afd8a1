# shellcheck shell=bash
# What cannot be loaded is not put into its place: after the next start there would be no firewall.
if command -v nft >/dev/null; then nft --check --file etc/mk360/firewall.nft; fi
