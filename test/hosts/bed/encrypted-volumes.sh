#!/bin/bash
# On the computer of guest.sh, whose kernel encrypts: sets its volumes up from the folder SET_UP, restarts, and prints what became
# of it, a word and a text a line.
set -euo pipefail
set_up=${GUEST_FOLDER:?}/set-up
storage=/var/lib/rancher/k3s/storage
state=/var/lib/rancher/k3s/server
volume=$storage/storage/redis-business-data
image=/var/lib/mk360/volumes.luks
key=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
marker=the-letter-of-the-tax-office
run() { bash "$set_up/set-up.sh" "$@"; }
tell() { printf '%s: %s\n' "$1" "${*:2}"; }
bring_key() { mkdir -p /run/mk360 && printf %s "$key" >/run/mk360/volumes.key; }
send() { printf '%s\n' "$1" | bash "$set_up/etc/mk360/unlock.sh" || true; }
# As after a restart of the machine: nothing is mounted or open, and memory is empty.
restart() {
  sync
  ! mountpoint --quiet "$state" || umount "$state"
  ! mountpoint --quiet "$storage" || umount "$storage"
  ! cryptsetup status mk360-volumes >/dev/null || cryptsetup close mk360-volumes
  rm -rf /run/mk360
}
in_the_clear() { if LC_ALL=C grep -q "$marker" "$1"; then printf yes; else printf no; fi; }

tell without-key "$(run 2>&1 || true)"
tell nothing-made "$(ls /var/lib/mk360 2>/dev/null)"
bring_key
mkdir -p "$state/db"
printf '%s' "$marker" >"$state/db/store"
tell first "$(run)"
tell key-left "$(ls /run/mk360/volumes.key 2>/dev/null)"
tell cipher "$(cryptsetup status mk360-volumes | sed -n -e 's/^ *cipher: *//p' -e 's/^ *keysize: *//p' | paste -s -d ' ')"
tell mounted "$(findmnt --noheadings --output SOURCE --mountpoint "$storage")"
tell again "$(run)"
cp -r "$set_up" /var/lib/mk360/confirmed
printf '%s' "$marker" >"$volume/letter"
tell store "$(cat "$state/db/store")"
sync
tell in-the-clear "$(in_the_clear "$image")"
tell full "$(dd if=/dev/zero of="$volume/fill" bs=1M 2>&1 | sed -n 's/.*: //p' | head -n 1)"
rm "$volume/fill"

restart
tell locked "$(run)"
tell reported "$(bash "$set_up/etc/mk360/report.sh" | grep '^says the volumes')"
tell locked-files "$(find "$storage" -type f)"
tell wrong "$(send 0000000000000000000000000000000000000000000000000000000000000000)"
tell nothing "$(bash "$set_up/etc/mk360/unlock.sh" </dev/null || true)"
tell wrong-files "$(find "$storage" -type f)"
tell right "$(send "$key")"
tell twice "$(send "$key")"
tell back "$(cat "$volume/letter" "$state/db/store")"
tell after "$(run)"

restart
bring_key
tell set-up-opens "$(run)"
tell back-again "$(cat "$volume/letter")"

has=$(df --output=size --block-size 1 "$storage" | tail -n 1)
cp -r "$set_up" /run/larger
sed -i 's/^[0-9]* /671088640 /' /run/larger/volumes/size
tell grown "$(bash /run/larger/set-up.sh)"
tell grown-by "$(($(df --output=size --block-size 1 "$storage" | tail -n 1) - has))"
tell grown-again "$(bash /run/larger/set-up.sh)"
cp -r /run/larger /run/nobody
rm -r /run/nobody/volumes/encrypted
tell no-longer-wanted "$(bash /run/nobody/set-up.sh 2>&1 || true)"
restart
rm "$image"

# A machine that was set up before.
rm /etc/systemd/system/*.mount
cp -r "$set_up" /run/plain
rm -r /run/plain/volumes/encrypted
bash /run/plain/set-up.sh >/dev/null
printf '%s' "$marker" >"$volume/letter"
sync
tell before-in-the-clear "$(in_the_clear /var/lib/mk360/volumes.img)"
bring_key
tell offered "$(run)"
# The machine loses its power in the middle.
run --encrypt-volumes >/run/encrypting 2>&1 &
encrypting=$!
# Of whoever is killed a shell tells.
disown
until grep -q -s cryptsetup /proc/[0-9]*/comm && [ -e /var/lib/mk360/volumes.half ]; do
  kill -0 "$encrypting" 2>/dev/null || { cat /run/encrypting && exit 1; }
  sleep 0.1
done
sleep 1
kill -KILL "$encrypting" || cat /run/encrypting
pkill -KILL -x cryptsetup || true
tell half "$(ls /var/lib/mk360/volumes.*)"
restart
tell half-locked "$(run)"
bring_key
tell resumed "$(run)"
tell converted "$(cat "$volume/letter") $(findmnt --noheadings --output SOURCE --mountpoint "$storage")"
sync
tell converted-in-the-clear "$(in_the_clear "$image")"
tell converted-again "$(run)"
restart
tell converted-right "$(send "$key")"
restart
bring_key
cryptsetup open --type luks2 --key-file /run/mk360/volumes.key "$image" looked-at
tell sound "$(xfs_repair -n /dev/mapper/looked-at >/run/repair 2>&1; printf %s "$?")"
cryptsetup close looked-at
