#!/usr/bin/env bash
# mbsync: a folder named in Patterns that is not in the mailbox is no mistake, whereas the same name on the command line is.
set -euo pipefail
version=1.4.4-5
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$work"
mkdir -p lists/partial archives/partial far/INBOX/{cur,new,tmp} "far/Alle Nachrichten"/{cur,new,tmp} near
echo 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian bookworm main' >sources.list
from_bookworm=(-qq -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$work/lists"
  -o Dir::Cache="$work" -o Dir::Cache::archives="$work/archives" -o Dir::State::status=/dev/null -o APT::Sandbox::User="$(id -un)")
apt-get "${from_bookworm[@]}" update
apt-get "${from_bookworm[@]}" download "isync=$version" libsasl2-2 libdb5.3
for package in *.deb; do dpkg-deb -x "$package" root; done
libraries=$(echo root/usr/lib/*-linux-gnu)
mbsync() { LD_LIBRARY_PATH=$work/$libraries HOME=$work root/usr/bin/mbsync -c mbsyncrc "$@"; }
mbsync --version

printf 'From: a@example.org\nTo: b@example.org\nSubject: kept\nMessage-ID: <1@example.org>\n\nHello\n' >"far/Alle Nachrichten/new/1.1.example"
# configure FOLDER: what a German Gmail account calls [Gmail]/Alle Nachrichten is here a folder of a Maildir, so no server is needed.
configure() {
  cat >mbsyncrc <<CONF
MaildirStore far
Path $work/far/
Inbox $work/far/INBOX

MaildirStore near
Path $work/near/
Inbox $work/near/INBOX

Channel archive
Far :far:
Near :near:
Patterns "$1"
Sync Pull
Create Near
SyncState *
CONF
}
# pull ARGUMENT: prints the exit code, what mbsync said, and how many mails have arrived.
pull() {
  code=0
  said=$(mbsync "$1" 2>&1) || code=$?
  echo "mbsync $1 with $(grep Patterns mbsyncrc): exit $code, says \"$said\", mails here: $(find near -type f -path '*/new/*' | wc -l)"
}

configure 'All Mail'
pull archive && by_pattern="$code/$said/$(find near -type f | wc -l)"
pull 'archive:All Mail' && by_argument=$code
configure 'Alle Nachrichten'
pull archive && mails=$(find near -type f -path '*/new/*' | wc -l)

if [ "$by_pattern" = 0//0 ] && [ "$by_argument" != 0 ] && [ "$mails" = 1 ]; then
  echo "SEEN: one fixed name without a wildcard matches no folder, and mbsync pulls nothing, says nothing and ends with 0"
else
  echo "CHANGED: by the pattern $by_pattern (exit, text, files), by the argument exit $by_argument, mails with the right name $mails"
  exit 1
fi
