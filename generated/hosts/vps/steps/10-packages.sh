# shellcheck shell=bash
# The programs that this machine needs, from its distribution.
mapfile -t wanted <packages
missing=()
for package in "${wanted[@]}"; do
  [ "$(dpkg-query --show --showformat '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done

install_packages() {
  export DEBIAN_FRONTEND=noninteractive
  # Another run of apt may be under way, as on the first start.
  apt-get -o DPkg::Lock::Timeout=300 update -qq
  apt-get -o DPkg::Lock::Timeout=300 install -qq --no-install-recommends "${missing[@]}"
}
[ "${#missing[@]}" = 0 ] || change "install ${missing[*]}" install_packages
