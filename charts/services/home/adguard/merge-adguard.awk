# Puts what is ours into the settings that AdGuard wrote, and leaves every other line as it is.
#
# awk -v hash=HASH -f merge-adguard.awk OURS REMEMBERED SETTINGS
#
# All three are in the layout of AdGuard's own encoder: two spaces a level, one key a line. A setting is named by its
# section and its key, such as dns.port. REMEMBERED holds the host names of the run before, one a line.

function key_of(line) {
  sub(/^ */, "", line)
  sub(/:.*/, "", line)
  return line
}

# The value of `- domain: "a.example"` without quotes.
function entry_of(line) {
  sub(/^ *- [a-z0-9_]+: */, "", line)
  gsub(/["']/, "", line)
  return line
}

# Sets `path` where a setting begins; lines that belong to the one before leave it alone.
function look_at(line) {
  begins = 0
  if (line ~ /^[a-z0-9_]+:/) {
    section = key_of(line)
    path = section
    begins = 1
  } else if (line ~ /^  [a-z0-9_]+:/) {
    path = section "." key_of(line)
    begins = 2
  }
}

function is_list(of) {
  return of == "users" || of == "filtering.rewrites"
}

# Our entries first, then those of the file that are not ours.
function finish_list() {
  if (list == "") return
  if (ours[list] ~ /\n/ || kept != "") print head[list] "\n" rest_of(ours[list]) kept_lines()
  else print head[list] " []"
  list = ""
}

function rest_of(block) {
  sub(/^[^\n]*/, "", block)
  sub(/^\n/, "", block)
  return block
}

function kept_lines() {
  if (kept == "") return ""
  return (ours[list] ~ /\n/ ? "\n" : "") substr(kept, 1, length(kept) - 1)
}

# What the file does not have yet, at the end of its section.
function add_missing(of,    n, i, names) {
  n = split(order[of], names, " ")
  for (i = 1; i <= n; i++) {
    if (names[i] in done) continue
    done[names[i]] = 1
    print ours[names[i]]
  }
}

FILENAME != file {
  file = FILENAME
  number++
  section = path = ""
}

number == 1 {
  sub(/PASSWORD_HASH/, hash)
  look_at($0)
  if (path == "schema_version") next
  if (begins == 1 && $0 ~ /:$/ && path != "users") {
    sections[++sections_count] = section
    next
  }
  if (begins == 1) sections[++sections_count] = section
  if (begins) {
    ours[path] = $0
    head[path] = $0
    order[section] = order[section] " " path
    next
  }
  ours[path] = ours[path] "\n" $0
  if ($0 ~ /^ *- [a-z0-9_]+: / && is_list(path)) is_ours[path, entry_of($0)] = 1
  next
}

number == 2 {
  is_ours["filtering.rewrites", $0] = 1
  next
}

{
  before = section
  look_at($0)
  if (begins) finish_list()
  if (begins == 1) {
    if (before != "") add_missing(before)
    seen[section] = 1
  }
  if (!(path in ours)) {
    print
    next
  }
  if (begins) {
    done[path] = 1
    if (is_list(path)) {
      list = path
      kept = ""
      keeps = 0
    } else print ours[path]
    next
  }
  if (list == "") next
  if ($0 ~ /^ *- /) keeps = !((list, entry_of($0)) in is_ours)
  if (keeps) kept = kept $0 "\n"
}

END {
  finish_list()
  add_missing(section)
  for (i = 1; i <= sections_count; i++) {
    if (sections[i] in seen) continue
    if (!(sections[i] in ours)) print sections[i] ":"
    add_missing(sections[i])
  }
}
