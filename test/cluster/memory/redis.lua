-- Keys from ARGV[1] to ARGV[2] get a value of ARGV[3] bytes, all of the letter ARGV[4]; they are removed where it is 0 bytes.
local size = tonumber(ARGV[3])
local value = string.rep(ARGV[4], size)
for number = tonumber(ARGV[1]), tonumber(ARGV[2]) do
  local key = 'load:' .. number
  if size == 0 then redis.call('UNLINK', key) else redis.call('SET', key, value) end
end
return 'done'
