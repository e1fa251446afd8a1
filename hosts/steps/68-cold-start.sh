# shellcheck shell=bash
# What this machine starts by itself while the server is away is kept while the server answers.
if [ -e etc/systemd/system/mk360-cold-start-keep.timer ]; then
  systemctl is-enabled --quiet mk360-cold-start-keep.timer 2>/dev/null ||
    change 'keep what a start without the server takes' systemctl enable --quiet --now mk360-cold-start-keep.timer
fi
