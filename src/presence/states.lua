-- One digit for each of these users: 2 online, 1 away, 0 offline, as others
-- were told. What has expired and was not told yet still counts, so that a
-- page never shows what nobody will correct.
--
-- KEYS: as in connection_events.lua, the first two. ARGV: users.

local digits = {}
for i, user in ipairs(ARGV) do
    digits[i] = redis.call('ZSCORE', KEYS[1], user) and '2'
        or redis.call('ZSCORE', KEYS[2], user) and '1' or '0'
end
return table.concat(digits)
