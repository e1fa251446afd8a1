#!/bin/bash
# bash set-up.sh [--dry-run] [--passwords FOLDER]: makes DSM 7.2 on the NAS what the lists in this folder say, as far as DSM's
# own command line can. What is as it should be is left alone, so a second run changes nothing, and the next one finishes what
# an interrupted one began. Nothing is deleted, and the password of a user who is there is never touched.
#   --dry-run           says what would change, and changes nothing
#   --passwords FOLDER  takes the password of a user that it makes from the file of that name there; else it asks
#
# Synology documents synouser and synoshare ("CLI Administrator Guide"), and calls SYNO.Core.FileServ.NFS itself
# (SynologyOpenSource/synology-csi, pkg/dsm/webapi/share.go). synoacltool has only its own help; its letters stand in
# SynoCommunity/spksrc, "Permissions Reference". So whatever is set here is read back.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# sudo knows none of DSM's own programs.
PATH=${DSM_PROGRAMS:-/usr/syno/bin:/usr/syno/sbin}:$PATH
# Where the volumes are mounted, when it is not /.
root=${DSM_ROOT:-}

dry_run=
passwords=
changes=0
left=0

fail() {
  printf 'set-up.sh: %s\n' "$1" >&2
  exit 1
}

while [ $# -gt 0 ]; do
  case $1 in
    --dry-run) dry_run=yes ;;
    --passwords)
      [ -d "${2:-}" ] || fail "--passwords wants a folder, and \"${2:-}\" is none"
      passwords=$(cd "$2" && pwd)
      shift
      ;;
    *) fail "--dry-run and --passwords FOLDER are known, and not $1" ;;
  esac
  shift
done

# change WHAT COMMAND...: says what changes, and does it.
change() {
  changes=$((changes + 1))
  printf '%s%s\n' "${dry_run:+would: }" "$1"
  shift
  [ -n "$dry_run" ] || "$@"
}

# leave WHAT: what somebody has to look at, because a script would guess.
leave() {
  left=$((left + 1))
  printf 'left to you: %s\n' "$1"
}

# check LIST PATTERN: stops before the first change where a line is none that npm run synth has written.
check() {
  local line
  [ -r "$1" ] || fail "there is no list $1 beside this script; bring the whole folder generated/synology"
  while IFS= read -r line || [ -n "$line" ]; do
    [[ $line =~ $2 ]] || fail "$1: \"$line\" is no line of that list; run npm run synth and bring generated/synology anew"
  done <"$1"
}

# ask API METHOD VERSION [PARAMETER...]: DSM's answer without blanks, empty where it gives none. Values are JSON.
ask() {
  { synowebapi --exec "api=SYNO.Core.FileServ.$1" "method=$2" "version=$3" "${@:4}" 2>/dev/null || true; } | tr -d ' \t\r\n'
}

# Where DSM has the shared folder of this name; empty where it has none.
place_of() {
  { synoshare --get "$1" 2>/dev/null || true; } | sed -n 's/^[[:space:]]*Path[ .]*\[\(.*\)\].*$/\1/p'
}

# The rights of a folder, as DSM lists them.
rights_of() { synoacltool -get "$root$1" 2>&1 || true; }

# own_rights USER LIST: what a list of rights gives USER by itself, not from above: `INDEX allow:RIGHTS` or `INDEX deny:RIGHTS` a line.
own_rights() {
  printf '%s\n' "$2" | sed -n "s/^[[:space:]]*\[\([0-9]*\)\] user:$1:\(.*[^ ]\) *(level:0)\$/\1 \2/p"
}

[ "$(id -u)" = 0 ] || fail "it must be root: run it with sudo"
for program in synoshare synouser synoacltool synowebapi; do
  command -v "$program" >/dev/null || fail "there is no $program; does this run on the NAS itself, and not in its VM?"
done
check shares '^/volume[1-9][0-9]?/[^/]+$'
check folders '^[0-7]{3} [0-9]+:[0-9]+ /volume[1-9][0-9]?/[^/]+/.+$'
check exports '^[0-9]+(\.[0-9]+){3} .+$'
check users '^[a-z][a-z0-9-]* .+$'
while IFS= read -r path <&3; do
  [ -d "$root${path%/*}" ] || fail "there is no ${path%/*}; make that volume in Storage Manager, or correct machines.nas.paths in config.yaml"
done 3<shares

# --- Shared folders ---

# Nobody but administrators gets in, everybody sees the name, and there is no further restriction.
make_share() {
  synoshare --add "${1##*/}" "" "$1" "" "" "" 1 0 >/dev/null || fail "DSM makes no shared folder $1: see the line above"
  [ "$(place_of "${1##*/}")" = "$1" ] || fail "DSM says that it has made $1, and does not show it"
}

# What a dry run would have made is not there to be asked.
declare -A missing=()
while IFS= read -r path <&3; do
  there=$(place_of "${path##*/}")
  if [ -z "$there" ]; then
    [ -z "$dry_run" ] || missing[${path##*/}]=yes
    change "make the shared folder $path" make_share "$path"
  elif [ "$there" != "$path" ]; then
    fail "the shared folder ${path##*/} lies at $there, and config.yaml wants $path; correct machines.nas.paths there"
  fi
done 3<shares

# --- Users for SMB ---

# Sets `password` for USER. DSM's own rule for passwords decides whether it is good enough.
find_password() {
  local again
  password=
  if [ -n "$passwords" ]; then
    { IFS= read -r password <"$passwords/$1"; } 2>/dev/null || true
    [ -n "$password" ] || fail "$passwords/$1 holds no password in its first line for the user $1"
    return
  fi
  [ -t 0 ] || fail "nobody is there to type the password of the user $1: run this on a terminal, or with --passwords FOLDER"
  IFS= read -rs -p "A new password for the user $1 of the NAS: " password && printf '\n'
  IFS= read -rs -p "The same again: " again && printf '\n'
  [ -n "$password" ] || fail "no password was typed; nothing was done about the user $1"
  [ "$password" = "$again" ] || fail "these are two different passwords; nothing was done about the user $1"
}

# No mail address, not expired, no right beyond those that everybody has. Whoever lists processes as root sees the password
# for a moment: synouser takes it no other way.
make_user() {
  find_password "$1"
  synouser --add "$1" "$password" "archive jobs of mk360" 0 "" 0 >/dev/null ||
    fail "DSM does not make the user $1: see the line above, and Control Panel > User & Group > Advanced for what a password must have"
  synouser --get "$1" >/dev/null 2>&1 || fail "DSM says that it has made the user $1, and does not know it"
}

while read -r user share <&3; do
  synouser --get "$user" >/dev/null 2>&1 || change "make the user $user" make_user "$user"
done 3<users

# --- Their rights ---

# Create, read, write and attributes, for the folder and all that comes below it; neither d, delete, nor D, delete what is in it.
wanted='allow:rwxp--aARWc--:fd--'

# DSM enters whoever may write with all rights to delete; that entry is replaced.
grant() {
  local user=$1 path=$2 index
  synoshare --setuser "${path##*/}" RW + "$user" >/dev/null || fail "DSM does not let $user into ${path##*/}: see the line above"
  index=$(own_rights "$user" "$(rights_of "$path")" | sed -n '1s/ .*//p')
  if [ -n "$index" ]; then
    synoacltool -replace "$root$path" "$index" "user:$user:$wanted" >/dev/null || fail "DSM does not take the right to delete from $user"
  else
    synoacltool -add "$root$path" "user:$user:$wanted" >/dev/null || fail "DSM gives $user no right to ${path##*/}"
  fi
  [ "$(own_rights "$user" "$(rights_of "$path")" | sed 's/^[0-9]* //')" = "$wanted" ] ||
    fail "$user has other rights in ${path##*/} now than it should; set them as synology.md says, before its jobs run"
}

deny() {
  synoshare --setuser "$2" NA + "$1" >/dev/null || fail "DSM does not keep $1 out of $2: see the line above"
}

while read -r user share <&3; do
  while IFS= read -r path <&4; do
    name=${path##*/}
    rights=
    [ -n "${missing[$name]:-}" ] || rights=$(rights_of "$path")
    own=$(own_rights "$user" "$rights")
    if [[ $rights == *"Linux mode"* ]]; then
      leave "$name has plain Linux rights at its top, so DSM's rights do not hold there: look at it in Control Panel > Shared Folder"
    elif [ "$name" = "$share" ]; then
      [ "${own#* }" = "$wanted" ] || change "let $user write to $name, without the right to delete" grant "$user" "$path"
    elif [[ $own != *" deny:rwxp"* ]]; then
      change "keep $user out of $name" deny "$user" "$name"
    fi
  done 4<shares
done 3<users

# --- NFS ---

switch_nfs_on() {
  [[ $(ask NFS set 2 enable_nfs=true enable_nfs_v4=true enabled_minor_ver=1) == *'"success":true'* ]] ||
    fail "DSM does not switch NFS on; do it in Control Panel > File Services > NFS, with NFSv4.1"
}

if [ -s exports ]; then
  answer=$(ask NFS get 2)
  [[ $answer == *'"success":true'* ]] || fail "DSM does not say whether NFS is on; is this DSM 7?"
  [[ $answer == *'"enable_nfs":true'* && $answer == *'"enable_nfs_v4":true'* && $answer == *'"enabled_minor_ver":1'* ]] ||
    change "switch NFS on, up to NFSv4.1" switch_nfs_on
fi

# allow CLIENT SHARE: "root" is what DSM calls No mapping: every number of the VM stays what it is. `save` replaces the whole list.
allow() {
  local rule="[{\"client\":\"$1\",\"privilege\":\"rw\",\"root_squash\":\"root\",\"async\":false,\"insecure\":false,\"crossmnt\":false,\"security_flavor\":{\"sys\":true,\"kerberos\":false,\"kerberos_integrity\":false,\"kerberos_privacy\":false}}]"
  [[ $(ask NFS.SharePrivilege save 1 "share_name=\"$2\"" "rule=$rule") == *'"success":true'* ]] ||
    fail "DSM takes no NFS rule for $2; enter it as synology.md says"
  is_allowed "$1" "$(ask NFS.SharePrivilege load 1 "share_name=\"$2\"")" || fail "DSM shows another NFS rule for $2 than it was given"
}

# is_allowed CLIENT ANSWER: the answer holds our rule.
is_allowed() {
  local part
  for part in "\"client\":\"$1\"" '"privilege":"rw"' '"root_squash":"root"' '"async":false' '"insecure":false' '"crossmnt":false' '"sys":true' \
    '"kerberos":false' '"kerberos_integrity":false' '"kerberos_privacy":false'; do
    [[ $2 == *"$part"* ]] || return 1
  done
}

while read -r client share <&3; do
  answer=
  [ -n "${missing[$share]:-}" ] || answer=$(ask NFS.SharePrivilege load 1 "share_name=\"$share\"")
  others=$(printf '%s\n' "$answer" | grep -o '"client":"[^"]*"' | grep -vcFx "\"client\":\"$client\"" || true)
  if [ -n "$answer" ] && [[ $answer != *'"success":true'* ]]; then
    fail "DSM does not say who reaches $share by NFS"
  elif [ "$others" != 0 ]; then
    leave "$share has NFS rules for others too, which a new list would take away: see that $client is among them as synology.md says"
  elif ! is_allowed "$client" "$answer"; then
    change "let $client mount $share by NFS" allow "$client" "$share"
  fi
done 3<exports

# --- The folders of the VM's programs ---

# is_own MODE OWNER PATH: plain Linux rights, because DSM's lists know no number of the VM and decide before the owner is asked.
is_own() { [[ $(rights_of "$3") == *"Linux mode"* && $(stat -c '%a %u:%g' "$root$3") == "$1 $2" ]]; }

# chmod takes the list of rights away that a new folder has from above. What lies in the folder already is left as it is.
own() {
  mkdir -p "$root$3"
  chown "$2" "$root$3"
  chmod "$1" "$root$3"
  is_own "$1" "$2" "$3" || fail "$3 has other rights now than $1 for $2; the VM's programs could not write there"
}

while read -r mode owner path <&3; do
  if [ ! -d "$root$path" ]; then
    change "make the folder $path for $owner alone" own "$mode" "$owner" "$path"
  elif ! is_own "$mode" "$owner" "$path"; then
    change "give the folder $path to $owner alone" own "$mode" "$owner" "$path"
  fi
done 3<folders

if [ "$changes" = 0 ]; then
  printf 'nothing to change\n'
elif [ -n "$dry_run" ]; then
  printf '%s changes; nothing was done\n' "$changes"
else
  printf '%s changes done\n' "$changes"
fi
printf 'This script was tried on stand-ins of DSM'\''s programs, and on no DSM: hold what DSM shows against generated/docs/synology.md.\n'
[ "$left" = 0 ] || exit 2
