# shellcheck shell=bash
# Programs that were there before, with the settings that they have got.
if [ -z "$dry_run" ]; then
  # Where nobody has logged in yet it is not there, and sshd wants it also to look at its settings.
  install -d -m 755 /run/sshd
  /usr/sbin/sshd -t
fi
apply sshd "$(sum_of etc/ssh/sshd_config.d/*)" 'let sshd read its settings; connections go on' systemctl try-reload-or-restart ssh
apply journald "$(sum_of etc/systemd/journald.conf.d/*)" 'let the journal read its settings' systemctl try-restart systemd-journald
systemctl is-enabled --quiet systemd-timesyncd 2>/dev/null ||
  change 'keep the time' systemctl enable --quiet --now systemd-timesyncd

restart_timers() {
  systemctl enable --quiet mk360-reboot.timer
  systemctl restart mk360-reboot.timer apt-daily-upgrade.timer
}
apply timers "$(sum_of etc/systemd/system/*.timer etc/systemd/system/*.timer.d/*)" 'let the timers of upgrades begin anew' restart_timers
