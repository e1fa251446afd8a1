-- Its own settings for the restore are no longer wanted; a role that is no superuser is warned of each table that is not its.
RESET ALL;
SET client_min_messages = 'error';
ANALYZE;
COMMIT;
\echo put back whole
