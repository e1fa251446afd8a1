#!/bin/sh
# Paperless runs it before it reads a document in. A PDF that asks for a password would come in without a word of text, and
# nobody would ever find it again: it is refused while whoever sent it still knows the password.
set -eu

working=${DOCUMENT_WORKING_PATH:?}
[ "$(head -c 5 "$working")" = "%PDF-" ] || exit 0

# 0: it asks for a password. 2: it has none, or is no whole PDF, which Paperless itself judges. 3: it opens without one.
code=0
qpdf --requires-password "$working" >/dev/null 2>&1 || code=$?
case $code in
  0)
    echo "this PDF asks for a password: save it without one, then hand it in again" >&2
    exit 1
    ;;
  2 | 3) ;;
  *)
    echo "qpdf ended with $code, so nobody knows whether this PDF asks for a password" >&2
    exit 1
    ;;
esac
