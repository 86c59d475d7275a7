#!/bin/bash
# install_test.sh BUILD: installs BUILD below a private prefix, then builds a small program against
# the installed library, once by find_package and once by pkg-config, and delivers a message with
# each.
set -euo pipefail
build=$1
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d "${TMPDIR:-/tmp}/finalhop-install.XXXXXX")
trap 'rm -rf "$folder"' EXIT
prefix=$folder/prefix
root=$folder/root
failures=0

fail() {
  echo "FAILED: $*"
  failures=$((failures + 1))
}

quietly() {
  "$@" >"$folder/log" 2>&1 || {
    cat "$folder/log"
    echo "FAILED: $*"
    exit 1
  }
}

quietly cmake --install "$build" --prefix "$prefix"

echo "== everything is where it belongs, and nowhere else"
library=$(dirname "$(find "$prefix" -name libmailbox.a)")
for file in sbin/lmtpd sbin/mailboxctl bin/deliver include/mailbox/delivery.h \
  share/finalhop/schemas/directory.sql share/man/man8/lmtpd.8 share/man/man1/deliver.1 \
  share/man/man8/mailboxctl.8 share/man/man5/finalhop.conf.5; do
  [ -f "$prefix/$file" ] || fail "$file is not installed"
done
[ -f "$library/pkgconfig/mailbox.pc" ] || fail "mailbox.pc is not installed"
[ -f "$library/cmake/mailbox/mailboxConfig.cmake" ] || fail "the CMake package is not installed"
# Only libmailbox' public headers are a promise.
(cd "$here/../../libmailbox/include" && find . -name '*.h' | sort) >"$folder/public"
(cd "$prefix/include" && find . -type f | sort) >"$folder/installed"
diff "$folder/public" "$folder/installed" || fail "other headers than the public ones are installed"
# The package must not know where it was built.
if grep -rlF "$build" "$library/cmake" "$library/pkgconfig"; then
  fail "a package file names the build folder"
fi

echo "== a directory and a mailbox, by the installed mailboxctl"
"$prefix/sbin/mailboxctl" --root "$root" init
"$prefix/sbin/mailboxctl" --root "$root" domain add example.net
"$prefix/sbin/mailboxctl" --root "$root" user add ann@example.net
maildir=$root/mail/example.net/ann/Maildir

count_messages() {
  { find "$maildir/new" -type f 2>/dev/null || true; } | wc -l  # no Maildir before the first one
}

# deliver_with PROGRAM: one more message lies in the Maildir, with the octets that were written.
deliver_with() {
  local before after
  before=$(count_messages)
  "$1" "$root" ann@example.net || { fail "$1 could not deliver"; return; }
  after=$(count_messages)
  [ "$after" -eq $((before + 1)) ] || fail "$1: $before messages before, $after after"
}

echo "== built by find_package"
quietly cmake -S "$here/consumer" -B "$folder/consumer" -G Ninja -D CMAKE_PREFIX_PATH="$prefix"
quietly cmake --build "$folder/consumer"
deliver_with "$folder/consumer/consumer"

echo "== built by pkg-config"
export PKG_CONFIG_PATH=$library/pkgconfig
# shellcheck disable=SC2046  # pkg-config prints a list of words
quietly "${CXX:-g++}" -std=c++20 -Wall -Wextra -Werror -o "$folder/by_pkg_config" \
  "$here/consumer/consumer.cc" $(pkg-config --cflags --libs mailbox)
deliver_with "$folder/by_pkg_config"

printf 'Subject: From the library\n\nIt works.\n' >"$folder/expected"
for message in "$maildir"/new/*; do
  tail -n 3 "$message" | cmp - "$folder/expected" || fail "$message is not what was delivered"
  grep -q '^Delivered-To: ann@example.net$' "$message" || fail "$message has no Delivered-To"
done
if find "$maildir/tmp" -type f | grep .; then
  fail "something was left in tmp/"
fi
exit "$((failures > 0))"
