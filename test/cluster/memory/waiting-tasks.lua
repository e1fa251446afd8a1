-- So many tasks of so many bytes wait in a queue, as Celery's worker finds them; with none the queue is removed.
local task = string.rep('t', tonumber(ARGV[2]))
redis.call('UNLINK', 'load:queue')
for _ = 1, tonumber(ARGV[1]) do redis.call('LPUSH', 'load:queue', task) end
return 'done'
