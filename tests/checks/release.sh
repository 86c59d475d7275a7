#!/bin/bash
# The release preset builds without a warning, and its programs carry the hardening they should.
set -euo pipefail
cmake --preset release -Wno-dev -D FINALHOP_WARNINGS_FATAL=ON >/dev/null
cmake --build --preset release -j "${FINALHOP_JOBS:-2}" -- --quiet

failures=0
# expect PROGRAM WHAT COMMAND…: COMMAND's output has a line that matches WHAT.
expect() {
  local program=$1 what=$2
  shift 2
  # Not `grep -q`: it would close the pipe early and make the command before it fail.
  if ! "$@" "$program" | grep -E "$what" >/dev/null; then
    echo "$program: '$*' shows no '$what'"
    failures=$((failures + 1))
  fi
}

for program in build/release/lmtpd/lmtpd build/release/deliver/deliver \
  build/release/mailboxctl/mailboxctl; do
  expect "$program" 'Type: +DYN \(Position-Independent' readelf --file-header
  expect "$program" 'GNU_RELRO' readelf --program-headers
  expect "$program" 'FLAGS_1.*NOW.*PIE' readelf --dynamic
  expect "$program" '__stack_chk_fail' readelf --wide --dyn-syms
  expect "$program" '_chk@' readelf --wide --dyn-syms
  if [ "$(uname -m)" = x86_64 ]; then
    # Debian's own objects carry no mark for it, so the linker sets none: look at our code.
    expect "$program" '\bendbr64' objdump --disassemble=main
  fi
  if readelf --wide --program-headers "$program" | grep -E 'GNU_STACK.*RWE' ||
    readelf --dynamic "$program" | grep -E 'TEXTREL|RPATH|RUNPATH'; then
    echo "$program: executable stack, text relocations or a search path"
    failures=$((failures + 1))
  fi
done
exit "$((failures > 0))"
