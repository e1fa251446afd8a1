# shellcheck shell=sh
# Sourced: packages of the Debian suite $suite, whatever this machine runs. They are kept in $home, so nothing of the machine
# changes and several versions can stand side by side.
home=${XDG_CACHE_HOME:-$HOME/.cache}/mk360/debian-${suite:?}

# download_packages PACKAGE...: puts them into $home, as files.
download_packages() {
  mkdir -p "$home/lists/partial" "$home/archives/partial"
  # The mirror is the one that the machine itself uses.
  # shellcheck disable=SC2016 # apt fills in the format
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -v security | head -n 1)
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$home/sources.list"
  suite_apt update >&2
  for each in "$@"; do
    rm -f "$home/${each}"_*.deb
    (cd "$home" && suite_apt download "$each" >&2)
  done
}

suite_apt() {
  apt-get -qq -o "Dir::Etc::sourcelist=$home/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$home/lists" \
    -o "Dir::Cache=$home" -o "Dir::Cache::archives=$home/archives" -o Dir::State::status=/dev/null -o "APT::Sandbox::User=$(id -un)" "$@"
}
