# shellcheck shell=bash
# Sourced by .ci/run: which suites there are, which may run beside which, and two of them at a time. What they print goes
# into the folder $logs; `row NAME RESULT SECONDS LOG` is told of each that has ended.

names=()
commands=()
alone=()
beside=()
waits=()
needs=()
queue=()
running=()
shown=
: "${logs:?the folder for what suites print}"

# suite NAME COMMAND...: one line of the table.
suite() {
  names+=("$1")
  shift
  commands+=("$*")
}

# alone NAME: nothing runs beside it, because it changes what others read, or because what it measures would be theirs too.
alone() {
  at "$1" && alone[found]=yes
}

# beside NAME OTHER: it takes what the others leave of the processor, and so may run with OTHER, which is alone otherwise.
beside() {
  local other
  at "$2" && other=$found
  at "$1" && beside[found]=$other
}

# waits NAME: it computes for a small part of its time, so two others are at work beside it.
waits() {
  at "$1" && waits[found]=yes
}

# needs NAME OTHER: it begins when OTHER, if that runs at all, has ended.
needs() {
  local other
  at "$2" && other=$found
  at "$1" && needs[found]=$other
}

# at NAME: sets `found` to its number, or fails.
at() {
  for found in "${!names[@]}"; do [ "${names[found]}" != "$1" ] || return 0; done
  return 1
}

# In a process group of its own, so that a signal reaches all of it and nobody else.
start() {
  printf '%s\n' "$SECONDS" >"$logs/$1.began"
  # Whoever shows it may be quicker than what writes it.
  : >"$logs/$1"
  set -m
  {
    [ -z "${beside[$1]:-}" ] || renice -n 19 -p "$BASHPID" >/dev/null
    eval "${commands[$1]}"
    code=$?
    times >"$logs/$1.times"
    printf '%s\n' "$code" >"$logs/$1.code"
    printf '%s\n' "$SECONDS" >"$logs/$1.ended"
  } >"$logs/$1" 2>&1 </dev/null &
  running[$1]=$!
  set +m
}

# works NUMBER: it has been started and has not ended. A number of a process comes again: what the suite wrote counts first.
works() {
  [ -n "${running[$1]:-}" ] && [ ! -e "$logs/$1.ended" ] && kill -0 "${running[$1]}" 2>/dev/null
}

# is_awaited NUMBER: it is in this run and has not ended, nor perhaps begun.
is_awaited() {
  local other
  [ -n "$1" ] || return 1
  for other in "${queue[@]}"; do
    if [ "$other" = "$1" ]; then
      [ -z "${running[$1]:-}" ] || works "$1"
      return
    fi
  done
  return 1
}

# in_the_way NUMBER: something is at work beside which it must not begin.
in_the_way() {
  local other
  for other in "${queue[@]}"; do
    if works "$other" && [ "${beside[other]:-}" != "$1" ]; then return 0; fi
  done
  return 1
}

# Starts what comes next in the list until two are at work, not counting what mostly waits: one of the two often waits too, and
# two cores are then idle. What is alone waits for all before it, and all after it wait for it, but for what may run beside it.
fill() {
  local number at_work=0 barrier=
  for number in "${queue[@]}"; do
    if works "$number" && [ -z "${waits[number]:-}" ]; then at_work=$((at_work + 1)); fi
  done
  for number in "${queue[@]}"; do
    if [ -z "${running[number]:-}" ]; then
      if [ "$at_work" -ge 2 ] && [ -z "${waits[number]:-}" ]; then
        [ -z "${alone[number]:-}" ] || return 0
        continue
      fi
      # Others go first while it waits for what it needs.
      ! is_awaited "${needs[number]:-}" || continue
      [ -z "$barrier" ] || [ "${beside[number]:-}" = "$barrier" ] || continue
      if [ -n "${alone[number]:-}" ] && in_the_way "$number"; then
        barrier=$number
        continue
      fi
      start "$number"
      [ -n "${waits[number]:-}" ] || at_work=$((at_work + 1))
    fi
    if [ -z "$barrier" ] && [ -n "${alone[number]:-}" ] && works "$number"; then barrier=$number; fi
  done
}

# Shows what a suite prints until it ends, with its result; meanwhile others are started.
finish() {
  # Not in the foreground, where a signal would have to wait for it.
  tail -n +1 -s 0.2 -f "$logs/$1" &
  shown=$!
  while works "$1"; do
    fill
    sleep 0.5
  done
  # It looks five times a second.
  sleep 1
  kill "$shown" && wait "$shown" 2>/dev/null
  shown=
  # Not asked of the shell: of what ended long ago it may know nothing any more.
  return "$(cat "$logs/$1.code" 2>/dev/null || printf 1)"
}

# show_suite NUMBER: shows it to its end and goes on, so that the table is whole.
show_suite() {
  local result=passed
  printf '\n== %s\n' "${names[$1]}"
  until [ -n "${running[$1]:-}" ]; do
    fill
    [ -n "${running[$1]:-}" ] || sleep 0.5
  done
  finish "$1" || result=FAILED
  # One that was killed has noted no end.
  [ -e "$logs/$1.ended" ] || printf '%s\n' "$SECONDS" >"$logs/$1.ended"
  row "${names[$1]}" "$result" $(($(cat "$logs/$1.ended") - $(cat "$logs/$1.began"))) "$logs/$1"
}

# Ends all that run, with whatever they have started.
end_suites() {
  local group
  for group in "${running[@]}"; do kill -TERM -- "-$group" 2>/dev/null; done
  [ -z "$shown" ] || kill "$shown" 2>/dev/null
}
