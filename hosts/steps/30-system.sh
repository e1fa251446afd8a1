# shellcheck shell=bash
# The kernel's settings, and what systemd knows.
apply sysctl "$(sum_of etc/sysctl.d/*)" 'load the settings of the kernel' sysctl --quiet --system
apply units "$(find etc/systemd -type f -exec sha256sum {} + | sort | sha256sum)" 'tell systemd of the units' systemctl daemon-reload
