#!/bin/sh
# What Netdata calls to send a mail: msmtp, with settings that are not where it looks by itself.
exec msmtp --file=/etc/netdata/msmtprc "$@"
