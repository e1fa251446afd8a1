-- One of many sessions that sort and write at one time; all of them begin at the second :begin.
select pg_sleep(greatest(0, :begin - extract(epoch from clock_timestamp())));
create table load_:number as select number, md5(random()::text) as word from generate_series(1, 10000) as number order by word;
update load_:number set word = md5(word);
select count(distinct word) from load_:number;
drop table load_:number;
