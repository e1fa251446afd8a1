-- One role that reads figures and no data. Variables: name, connections; the password is in ROLE_PASSWORD.
-- psql shows the line that fails, and that line may hold the password.
\set VERBOSITY terse
-- A failing statement would be written to the log with the password in it.
SET log_min_error_statement = 'panic';
SET log_min_duration_statement = -1;
\getenv password ROLE_PASSWORD

SELECT format('CREATE ROLE %I', :'name')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'name') \gexec

ALTER ROLE :"name" WITH LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
  CONNECTION LIMIT :connections PASSWORD :'password';

REVOKE CONNECT ON DATABASE postgres FROM PUBLIC;
GRANT CONNECT ON DATABASE postgres TO :"name";
GRANT pg_monitor TO :"name";
