#!/bin/sh
# Builds the preset $1 and runs its tests, without those that only look at the sources again.
set -eu
# GCC 12's thread sanitizer finds no place for its shadow where the kernel randomises addresses
# widely.
if [ "$1" = tsan ] && [ -z "${FINALHOP_FIXED_ADDRESSES:-}" ] && setarch -R true 2>/dev/null; then
  FINALHOP_FIXED_ADDRESSES=yes exec setarch -R "$0" "$@"
fi
jobs=${FINALHOP_JOBS:-2}
cmake --preset "$1" -Wno-dev >/dev/null
cmake --build --preset "$1" -j "$jobs" -- --quiet
if [ "$1" = fuzz ]; then
  python3 -B tests/tidy/registered.py --build build/fuzz --fuzz
fi
ctest --test-dir "build/$1" -j "$jobs" --output-on-failure --no-tests=error \
  --exclude-regex '^(check|integration|faults)[.]' --progress
