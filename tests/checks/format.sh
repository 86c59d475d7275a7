#!/bin/sh
# Every source is as clang-format would write it.
set -eu
find config deliver libmailbox lmtpd mailboxctl tests -name '*.cc' -o -name '*.h' |
  sort | xargs clang-format-19 --dry-run -Werror
