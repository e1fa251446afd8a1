-- One more token for the owner's account in Monica, or none. Variables: wanted (yes or no); in the environment OWNER_EMAIL
-- and TOKEN_HASH, because Monica keeps a token as its SHA-256 alone. Says what changed, and at last whether it is as wanted.
\set VERBOSITY terse
\getenv email OWNER_EMAIL
\getenv hash TOKEN_HASH
\set name mk360-contacts

-- Before Monica has its tables there is nothing to take away.
SELECT to_regclass('personal_access_tokens') IS NOT NULL AS there \gset
\if :there

WITH gone AS (
  DELETE FROM personal_access_tokens WHERE name = :'name' AND (token <> :'hash' OR :'wanted' = 'no') RETURNING 1
)
SELECT 'took away a token that n8n has no more' FROM gone;

-- The address of the account is that of the day on which it was made: the first administrator is him, whatever his address.
WITH owner AS (
  SELECT id FROM users WHERE is_account_administrator ORDER BY email = :'email' DESC, created_at LIMIT 1
), made AS (
  INSERT INTO personal_access_tokens (tokenable_type, tokenable_id, name, token, abilities, created_at, updated_at)
  SELECT 'App\Models\User', id, :'name', :'hash', '["read","write"]', now(), now() FROM owner WHERE :'wanted' = 'yes'
  ON CONFLICT (token) DO UPDATE SET tokenable_id = EXCLUDED.tokenable_id, abilities = EXCLUDED.abilities, expires_at = NULL
    WHERE (personal_access_tokens.tokenable_id, personal_access_tokens.abilities, personal_access_tokens.expires_at)
      IS DISTINCT FROM (EXCLUDED.tokenable_id, EXCLUDED.abilities, NULL)
  RETURNING 1
)
SELECT 'let n8n in to enter contacts' FROM made;

SELECT 'it is as wanted' WHERE (:'wanted' = 'yes') = EXISTS (SELECT FROM personal_access_tokens WHERE token = :'hash');

\else
SELECT 'it is as wanted' WHERE :'wanted' = 'no';
\endif
