-- A service that still runs would hold the tables for ever.
SET lock_timeout = '60s';
SET client_min_messages = 'warning';
BEGIN;

-- All that the role of the database owns in it goes; what the dump holds comes in its place, in the same transaction.
SELECT format('DROP SCHEMA %I CASCADE', nspname)
FROM pg_namespace
WHERE pg_get_userbyid(nspowner) = current_user AND nspname NOT LIKE 'pg\_%' \gexec
CREATE SCHEMA public;
