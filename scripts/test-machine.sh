#!/bin/sh
# Installs what only tests need: PostgreSQL 15 as a second database, and a browser.
# Does nothing when they are there, and only says so when this user may not install.
set -eu

wanted=""
[ -x /usr/lib/postgresql/15/bin/postgres ] || wanted="postgresql-15"
command -v chromium >/dev/null || command -v google-chrome >/dev/null || wanted="${wanted:+$wanted }chromium"
[ -n "$wanted" ] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "Tests that need $wanted will say so: please install it, there is no apt-get here." >&2
    exit 0
fi
if [ "$(id -u)" = 0 ]; then
    as_root=""
elif sudo -n true 2>/dev/null; then
    as_root="sudo"
else
    echo "Tests that need $wanted will say so. As root: apt-get install --no-install-recommends $wanted" >&2
    exit 0
fi

# Debian starts a server on port 5432 with the package, unless told not to beforehand.
if ! [ -e /etc/postgresql-common/createcluster.conf ]; then
    $as_root mkdir -p /etc/postgresql-common
    echo "create_main_cluster = false" | $as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "Installing for the tests: $wanted"
install() {
    # One package at a time: a distribution may have one and not the other.
    for package in $wanted; do
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends \
            -o Dpkg::Options::=--force-confold "$package" </dev/null >>"$log" 2>&1 || return 1
    done
}
if ! install; then
    $as_root apt-get update --quiet </dev/null >>"$log" 2>&1 || true
    install || { tail -n 20 "$log" >&2; echo "Could not install $wanted; tests that need it will say so." >&2; }
fi
