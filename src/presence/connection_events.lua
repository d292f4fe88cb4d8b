-- What happens to connections, event by event; the same rules as in local/mod.rs,
-- and scenes.txt is played by both.
--
-- KEYS: who is online, who is here at all, when those who are away were last
--       online, then for each event the connections of its user.
-- ARGV: lease, grace (milliseconds) and most connections, then for each event
--       user, connection, what, stream, page.
-- Returns for each event three texts: what is known of the page now, the new
-- presence if it is another one, and when the person was last online.

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local lease, grace, most = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local online, open, active = KEYS[1], KEYS[2], KEYS[3]

-- A lease is written as: stream, has beaten, shown until, open until.
local function leases_of(key)
    local fields, leases, count = redis.call('HGETALL', key), {}, 0
    for i = 1, #fields, 2 do
        local stream, beaten, shown, reach =
            string.match(fields[i + 1], '^(%S+) (%d) (%d+) (%d+)$')
        if reach and tonumber(reach) > now then
            leases[fields[i]] = {
                stream = stream, beaten = beaten == '1',
                shown = tonumber(shown), open = tonumber(reach),
            }
            count = count + 1
        else
            redis.call('HDEL', key, fields[i])
        end
    end
    return leases, count
end

local function make_room(key, leases)
    local first
    for name, one in pairs(leases) do
        if not first or one.open < leases[first].open then first = name end
    end
    leases[first] = nil
    redis.call('HDEL', key, first)
end

local function keep(one)
    one.open = now + lease
    if not one.beaten then one.shown = now + lease end
end

local function happen(one, is_new, what, stream, page)
    if what == 'opened' then
        one.stream = stream
        keep(one)
    elseif what == 'kept' then
        if one.stream ~= '-' and one.stream ~= stream then return end
        if is_new then
            one.beaten = page ~= 'silent'
            one.shown = page == 'hidden' and 0 or now + lease
        end
        one.stream = stream
        keep(one)
    elseif what == 'closed' then
        if one.stream == stream then one.open = math.min(one.open, now + grace) end
    else
        one.beaten = true
        one.shown = what == 'shown' and now + lease or 0
        if is_new or what ~= 'hidden' then one.open = now + lease end
    end
end

local function page_of(one)
    if not one.beaten then return 'silent' end
    return one.shown > now and 'shown' or 'hidden'
end

local function store(key, name, one)
    if one.open > now then
        local text = string.format('%s %d %.0f %.0f',
            one.stream, one.beaten and 1 or 0, one.shown, one.open)
        redis.call('HSET', key, name, text)
    else
        redis.call('HDEL', key, name)
    end
end

-- The new presence and the time of the last one, both empty when nothing changed.
local function settle(user, key, leases)
    local online_until, open_until = 0, 0
    for _, one in pairs(leases) do
        online_until = math.max(online_until, math.min(one.shown, one.open))
        open_until = math.max(open_until, one.open)
    end
    local was_online = redis.call('ZSCORE', online, user)
    local was_open = redis.call('ZSCORE', open, user)
    local told = was_online and '2' or was_open and '1' or '0'
    local presence = online_until > now and '2' or open_until > now and '1' or '0'
    local last = ''
    if presence == '2' then
        redis.call('ZADD', online, online_until, user)
        if told ~= '2' then redis.call('HDEL', active, user) end
    elseif was_online then
        redis.call('ZREM', online, user)
        redis.call('HSET', active, user, string.format('%.0f', math.min(now, was_online)))
    end
    if presence ~= '0' then
        redis.call('ZADD', open, open_until, user)
        redis.call('PEXPIREAT', key, string.format('%.0f', open_until))
    elseif told ~= '0' then
        redis.call('ZREM', open, user)
        last = redis.call('HGET', active, user) or ''
        redis.call('HDEL', active, user)
    end
    return presence ~= told and presence or '', last
end

local answer = {}
for step = 1, (#ARGV - 3) / 5 do
    local key, at = KEYS[3 + step], 3 + (step - 1) * 5
    local user, name, what = ARGV[at + 1], ARGV[at + 2], ARGV[at + 3]
    local leases, count = leases_of(key)
    local one = leases[name]
    local is_new = not one
    if is_new then
        if count >= most then make_room(key, leases) end
        one = { stream = '-', beaten = false, shown = 0, open = 0 }
    end
    happen(one, is_new, what, ARGV[at + 4], ARGV[at + 5])
    store(key, name, one)
    leases[name] = one
    local presence, last = settle(user, key, leases)
    answer[#answer + 1] = page_of(one)
    answer[#answer + 1] = presence
    answer[#answer + 1] = last
end
return answer
