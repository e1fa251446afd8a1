#!/bin/sh
# Puts Netdata's settings together: every {{/path}} in them becomes the content of that file, which is a mounted secret.
set -eu
source=$1
target=$2
umask 027

render() {
  awk -v name="$1" '
    {
      while (match($0, /\{\{[^}]+\}\}/)) {
        file = substr($0, RSTART + 2, RLENGTH - 4)
        if ((getline secret < file) <= 0 || secret == "") {
          printf "%s: %s is missing or empty\n", name, file > "/dev/stderr"
          exit 1
        }
        close(file)
        $0 = substr($0, 1, RSTART - 1) secret substr($0, RSTART + RLENGTH)
      }
      print
    }' "$1" >"$2"
}

for folder in "$source"/*; do
  name=$(basename "$folder")
  if [ "$name" = top ]; then into=$target; else into=$target/$name; fi
  mkdir -p "$into"
  for file in "$folder"/*; do render "$file" "$into/$(basename "$file")"; done
done
chmod 750 "$target/sendmail"
