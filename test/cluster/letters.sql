-- What a program leaves in its database at its first start: a table of its own with something in it. The stand-ins make none.
set role :"role";
create table if not exists letters (number integer primary key, text text not null);
insert into letters select number, 'letter ' || number from generate_series(1, 1000) as number on conflict do nothing;
