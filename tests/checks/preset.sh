#!/bin/sh
# Builds the preset $1 and runs its tests, without those that only look at the sources again and
# those that take the programs as they are (integration).
set -eu
preset=$1
jobs=${FINALHOP_JOBS:-2}

# GCC 12's thread sanitizer finds no place for its shadow where the kernel randomises addresses
# widely.
if [ "$preset" = tsan ] && [ -z "${FINALHOP_FIXED_ADDRESSES:-}" ] && setarch -R true 2>/dev/null
then
  FINALHOP_FIXED_ADDRESSES=yes exec setarch -R "$0" "$@"
fi

targets=all
left_out='^(check|integration|faults)[.]'
if [ "$preset" = tsan ]; then
  # Where threads are: the library, the server and the real lmtpd. The rest has one thread.
  targets="mailbox_tests server_tests dialogs_live dialogs_in_process"
  left_out="$left_out|_NOT_BUILT\$"
fi

cmake --preset "$preset" -Wno-dev >/dev/null
# shellcheck disable=SC2086  # a list of words
cmake --build --preset "$preset" -j "$jobs" --target $targets -- --quiet
if [ "$preset" = fuzz ]; then
  python3 -B tests/tidy/registered.py --build build/fuzz --fuzz
fi
log=build/$preset/ctest.log
ctest --test-dir "build/$preset" -j "$jobs" --output-on-failure --no-tests=error \
  --exclude-regex "$left_out" >"$log" 2>&1 || {
  # What failed, without the hundreds that passed.
  grep -vE '^ +Start +[0-9]+: |^ *[0-9]+/[0-9]+ Test +#[0-9]+: .* Passed +[0-9.]+ sec$' "$log"
  exit 1
}
tail -n 3 "$log"
