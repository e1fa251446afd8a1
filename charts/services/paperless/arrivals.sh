#!/bin/sh
# Fails when a file lies for too long where files only pass through: it was handed in, and never became a document.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

need ARRIVALS
need ARRIVALS_OF
need MAX_AGE_HOURS
case $MAX_AGE_HOURS in *[!0-9]* | 0*) fail "MAX_AGE_HOURS=$MAX_AGE_HOURS is not a whole number above 0" ;; esac
minutes=$((MAX_AGE_HOURS * 60))

# Names may say what is in a document, so none is said.
waiting=0
for directory in $ARRIVALS; do
  [ -d "$directory" ] || fail "there is no directory $directory"
  found=$(find "$directory" -type f -mmin "+$minutes" -printf .) || fail "$directory cannot be read"
  waiting=$((waiting + ${#found}))
done
[ "$waiting" -eq 0 ] ||
  fail "$waiting files were handed in more than $MAX_AGE_HOURS hours ago and are no documents yet. They are listed by: kubectl -n ${ARRIVALS_OF%%/*} exec deploy/${ARRIVALS_OF##*/} -- find $(printf '%s' "$ARRIVALS" | tr '\n' ' ') -type f -mmin +$minutes. Why, Paperless says under File Tasks. Hand in again what is no document, then remove these files"
say "nothing waits for more than $MAX_AGE_HOURS hours"
