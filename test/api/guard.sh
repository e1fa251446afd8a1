#!/bin/sh
# sh guard.sh FOLDER: runs the programs that its standard input names, one command line each, in FOLDER.
# When that input ends, because whoever started it is through or was killed, it ends them all, the last one first, and
# removes FOLDER. So nothing stays behind, whatever happens to the tests.
cd "$1" || exit

end_all() {
  trap '' INT TERM HUP
  for pid in $pids; do
    kill "$pid" 2>/dev/null
    tries=0
    while kill -0 "$pid" 2>/dev/null; do
      tries=$((tries + 1))
      # What they keep is thrown away, so none needs to end in its own time.
      [ "$tries" -eq 60 ] && kill -9 "$pid" 2>/dev/null
      sleep 0.05
    done
  done
  cd / && rm -rf "$1"
}

pids=
folder=$(pwd)
trap 'end_all "$folder"; exit 1' INT TERM HUP
while IFS= read -r line; do
  eval "set -- $line"
  # "env NAME=VALUE program": log and number bear the program's name.
  for program; do case $program in env | *=*) ;; *) break ;; esac; done
  name=$(basename "$program")
  "$@" </dev/null >>"$name.log" 2>&1 &
  pids="$! $pids"
  echo "$!" >"$name.pid"
done
end_all "$folder"
