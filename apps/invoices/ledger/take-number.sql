-- $1 the year, $2 the number to begin with, for the first invoice of all. Who takes one holds the row until its invoice is
-- kept, so that no number is lost and none is given twice.
insert into counters (year, last)
values ($1, case when exists (select from counters) then 1 else $2::integer end)
on conflict (year) do update set last = counters.last + 1
returning last;
