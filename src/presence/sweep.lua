-- Ends what has expired and returns who is not any more what others were
-- told: user, new presence, and when they were last online, as texts.
--
-- KEYS: as in connection_events.lua, the first three. ARGV: the most to end at once.

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local online, open, active, most = KEYS[1], KEYS[2], KEYS[3], ARGV[1]
local answer = {}

local function tell(user, presence, last)
    answer[#answer + 1] = user
    answer[#answer + 1] = presence
    answer[#answer + 1] = last
end

local expired = redis.call('ZRANGEBYSCORE', online, '-inf', now, 'WITHSCORES', 'LIMIT', 0, most)
for i = 1, #expired, 2 do
    local user, last = expired[i], string.format('%.0f', expired[i + 1])
    redis.call('ZREM', online, user)
    local open_until = redis.call('ZSCORE', open, user)
    if open_until and tonumber(open_until) > now then
        redis.call('HSET', active, user, last)
        tell(user, '1', '')
    else
        redis.call('ZREM', open, user)
        tell(user, '0', last)
    end
end

expired = redis.call('ZRANGEBYSCORE', open, '-inf', now, 'LIMIT', 0, most)
for _, user in ipairs(expired) do
    -- Whoever is still online according to the first set has their turn there.
    if not redis.call('ZSCORE', online, user) then
        redis.call('ZREM', open, user)
        tell(user, '0', redis.call('HGET', active, user) or '')
        redis.call('HDEL', active, user)
    end
end
return answer
