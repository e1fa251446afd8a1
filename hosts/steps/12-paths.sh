# shellcheck shell=bash
# Directories and files that programs look for, with the users as which they run.
make_path() {
  local mode=$1 owner=$2 path=$3
  case "$path" in
    */) install -d -m "$mode" -o "${owner%:*}" -g "${owner#*:}" "$path" ;;
    # What is in it stays.
    *) touch "$path" && chown "$owner" "$path" && chmod "$mode" "$path" ;;
  esac
}
while read -r mode owner path; do
  [ "$(stat -c '%a %u:%g' "$path" 2>/dev/null)" = "$mode $owner" ] || change "make $path for user ${owner%:*}" make_path "$mode" "$owner" "$path"
done <paths
