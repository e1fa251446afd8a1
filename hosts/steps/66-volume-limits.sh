# shellcheck shell=bash
# Each volume, with its limit: the directory that k3s would make for it, which it finds then.
: "${storage:?}" "${volumes_are:?}"

# Blocks of 1024 bytes that are used and that may be, of a project.
limit_of() { awk -v project="#$1" '$1 == project { print $2, $4 }' <<<"$limits"; }
read_limits() { limits=$(xfs_quota -x -c 'report -p -b -n -N' "$storage"); }

hold_volume() {
  local project=$1 bytes=$2 folder=$3
  # As k3s' provisioner makes them: nobody comes past the first, and the second is for whoever runs there.
  [ -d "$(dirname "$folder")" ] || mkdir -m 700 "$(dirname "$folder")"
  [ -d "$folder" ] || mkdir -m 777 "$folder"
  # It tells of every link that it leaves out.
  xfs_quota -x -c "project -s -p $folder $project" "$storage" >/dev/null 2>&1
  read_limits
  # What is there already stays writable: whoever is over it would stop in the middle of his work.
  if is_over "$project" "$bytes"; then
    tell_over "${folder#"$storage/"}" "$bytes"
    bytes=0
  fi
  xfs_quota -x -c "limit -p bhard=$bytes $project" "$storage"
}

tell_over() { printf 'the volume %s has more than its %s already, so nothing holds it to them\n' "$1" "$(in_gibi "$2")"; }

is_over() {
  local used may
  read -r used may <<<"$(limit_of "$1")"
  [ "${used:-0}" -gt $(($2 / 1024)) ]
}

# The project that a directory gives to whatever is made in it; P stands where it gives any.
project_of() { lsattr -p -d "$1" 2>/dev/null | awk '$2 ~ /P/ { print $1 }'; }

if [ "$volumes_are" != foreign ] && [ "$volumes_are" != locked ]; then
  limits=
  if volumes_device >/dev/null; then read_limits; fi
  while read -r project bytes path; do
    folder=$storage/$path
    read -r _ may <<<"$(limit_of "$project")"
    if is_over "$project" "$bytes" && [ "${may:-0}" = 0 ]; then
      tell_over "$path" "$bytes"
    elif [ "${may:-0}" != $((bytes / 1024)) ] || [ "$(project_of "$folder")" != "$project" ]; then
      change "hold the volume $path to $(in_gibi "$bytes")" hold_volume "$project" "$bytes" "$folder"
    fi
  done <volumes/claims
  # By it a program tells how full the file system is, and sees no volume.
  [ -d "$storage/.room" ] || change "make $storage/.room, which stays empty" mkdir -m 755 "$storage/.room"
fi
