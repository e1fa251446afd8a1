with known as (select number from invoices where number = $1),
  noted as (insert into sendings (number) select number from known on conflict do nothing)
select number from known;
