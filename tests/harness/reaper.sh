# Cleans up behind one test process, however that process ends.
#
# Its standard input is a pipe whose other end only the test process holds:
# end of file means that the process is gone, by SIGKILL too. Each line before
# that is "start SIGNAL PID" or "end PID". Called with the folder to delete.

trap '' HUP INT TERM
entries=

forget() {
    kept=
    for entry in $entries; do
        [ "${entry#*:}" = "$1" ] || kept="$kept $entry"
    done
    entries=$kept
}

while read -r verb first second; do
    case $verb in
        start) entries="$entries $first:$second" ;;
        end) forget "$first" ;;
    esac
done

alive() {
    for entry in $entries; do
        kill -0 "${entry#*:}" 2>/dev/null && return 0
    done
    return 1
}

for entry in $entries; do
    kill -s "${entry%%:*}" "${entry#*:}" 2>/dev/null
done

tries=0
while alive && [ $tries -lt 50 ]; do
    sleep 0.1
    tries=$((tries + 1))
done

for entry in $entries; do
    kill -s KILL "${entry#*:}" 2>/dev/null
done

# Children of what was stopped may still write for a moment.
tries=0
until rm -rf -- "$1" 2>/dev/null || [ $tries -ge 50 ]; do
    sleep 0.1
    tries=$((tries + 1))
done
