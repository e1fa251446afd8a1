-- Run at each start; two starts at once wait for one another.
begin;
select pg_advisory_xact_lock(hashtext('invoices'));

create table if not exists counters (
  year integer primary key,
  last integer not null
);

create table if not exists invoices (
  number text primary key,
  request text not null unique,
  order_sha256 text not null,
  summary jsonb not null,
  made_at timestamptz not null default now()
);

create table if not exists documents (
  number text not null references invoices,
  name text not null,
  media_type text not null,
  content bytea not null,
  sha256 text not null,
  primary key (number, name)
);

create table if not exists sendings (
  number text primary key references invoices,
  at timestamptz not null default now()
);

-- An invoice that was sent stays as it was (GoBD; § 14b UStG: eight years).
create or replace function invoices_stay() returns trigger language plpgsql as $$
begin
  raise exception 'an invoice stays as it was issued';
end
$$;

create or replace trigger invoices_stay before update or delete or truncate on invoices
  for each statement execute function invoices_stay();

create or replace trigger documents_stay before update or delete or truncate on documents
  for each statement execute function invoices_stay();
commit;
