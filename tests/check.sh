#!/bin/sh
# check.sh: installs what is needed, builds, and runs every test and every check. One command, one
# summary, one exit status: what it accepts may land.
#
#   tests/check.sh             everything (below 30 minutes on two cores from nothing)
#   tests/check.sh -R Maildir  any argument goes to ctest: here, only what has Maildir in its name
#
# The build lies in build/; each preset has its folder there.
set -eu
cd "$(dirname "$0")/.."

packaging/install-deps
cmake --preset dev -D FINALHOP_CHECKS=ON
cmake --build --preset dev
exec ctest --preset dev --parallel "$(nproc)" --no-tests=error "$@"
