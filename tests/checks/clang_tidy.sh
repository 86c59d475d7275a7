#!/bin/sh
# clang-tidy finds nothing, and clang warns of nothing, in any source of the build folder $1.
set -eu
run-clang-tidy-19 -quiet -p "$1" -j "${FINALHOP_JOBS:-2}" \
  "^$PWD/(config|deliver|libmailbox|lmtpd|mailboxctl|tests)/" >"$1/clang-tidy.log" 2>&1 || {
  grep -E -A 12 ': (error|warning): |^Error' "$1/clang-tidy.log" | head -n 200
  exit 1
}
