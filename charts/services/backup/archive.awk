# What archive.sh works out of its lists. Each begins with the list of what has arrived: hash, size, time, name at the
# source, name in the archive; what the others hold is said beside them.
#
#   unseen  LIST THERE              names of the list that the archive does not show as they are
#   open    LIST THERE HERE         names at the source whose content the archive is not known to hold
#   plan    LIST THERE HERE HASHED  lines for the list: to be stored; those that hold already go to the file `known`
#   prove   READ PLAN               lines of the plan whose name was taken, each with another; what is right goes to `proven`
#   count   LIST HERE               files and different contents at the source

BEGIN {
  FS = OFS = "\t"
  if (known != "") printf "" > known
  if (proven != "") printf "" > proven
}

FNR == 1 { file = FILENAME }

# `name.pdf` with the beginning of its hash: `name-0123456789ab.pdf`.
function with_hash(name, hash,    stem, ending) {
  stem = name
  ending = ""
  if (match(name, /[^\/]\.[^.\/]*$/)) {
    stem = substr(name, 1, RSTART)
    ending = substr(name, RSTART + 1)
  }
  return stem "-" substr(hash, 1, 12) ending
}

function is(which) { return file == ARGV[which] }

# A file that the archive holds under this name and with this size.
function shown(size, name) { return (size, name) in sizes }

step == "prove" && is(1) {
  if ($0 ~ /^[0-9a-f]+  /) read_back[substr($0, 67)] = substr($0, 1, 64)
  next
}
step == "prove" {
  if (read_back[$5] == $1) print > proven
  else if ($5 in read_back && $5 == $4) print $1, $2, $3, $4, with_hash($4, $1)
  next
}

is(1) {
  hash_of[$2, $3, $4] = $1
  place[$1] = $5
  owner[$5] = $1
  if (step == "unseen") names[$5] = 1
  next
}

step == "count" {
  files++
  hash = hash_of[$1, $2, $3]
  if (!(hash in counted)) contents++
  counted[hash] = 1
  next
}

is(2) {
  sizes[$1, $3] = $2
  if (step == "unseen") delete names[$3]
  taken[tolower($3)] = 1
  next
}

step == "open" {
  hash = hash_of[$1, $2, $3]
  if (hash == "" || !shown($1, place[hash])) print $3
  next
}

is(3) {
  size_of[$3] = $1
  time_of[$3] = $2
  next
}

step == "plan" {
  hash = substr($0, 1, 64)
  name = substr($0, 67)
  size = size_of[name]
  time = time_of[name]
  if (hash in place && (shown(size, place[hash]) || hash in planned)) {
    print hash, size, time, name, place[hash] > known
    next
  }
  if (shown(size, name) && sizes[size, name] == time && !(name in owner)) {
    owner[name] = hash
    place[hash] = name
    print hash, size, time, name, name > known
    next
  }
  to = name
  if (tolower(name) in taken) to = with_hash(name, hash)
  taken[tolower(name)] = 1
  place[hash] = to
  planned[hash] = 1
  print hash, size, time, name, to
}

END {
  if (step == "unseen") for (name in names) print name
  if (step == "count") print files + 0 " files, " contents + 0 " different ones"
}
