-- Whom fail2ban has banned in a jail and not let in again, as a command of nftables; nothing where there is nobody.
SELECT 'add element inet mk360_bans banned_' || :jail || ' { ' || group_concat(ip, ', ') || ' }'
FROM bips
WHERE jail = :jail AND timeofban + bantime > unixepoch() AND ip NOT LIKE '%:%'
HAVING count(*) > 0;
