# shellcheck shell=bash
# After a restart: who waits for the key of the volumes, and who gives it.
if [ -e etc/systemd/system/mk360-unlock.socket ]; then
  systemctl is-enabled --quiet mk360-unlock.socket 2>/dev/null ||
    change 'take the key of the volumes after a restart' systemctl enable --quiet mk360-unlock.socket
fi
if [ -e etc/systemd/system/mk360-give-keys.timer ]; then
  systemctl is-enabled --quiet mk360-give-keys.timer 2>/dev/null ||
    change 'give other machines the keys of their volumes' systemctl enable --quiet --now mk360-give-keys.timer
fi
