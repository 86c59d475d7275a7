#!/bin/bash
# examples_test.sh EXAMPLES LMTPD MAILBOXCTL: lmtpd, Postfix, Dovecot and SQLite understand the
# examples, and the queries in them find what mailboxctl wrote.
set -euo pipefail
PATH=$PATH:/usr/sbin:/sbin
examples=$1 lmtpd=$2 mailboxctl=$3
folder=$(mktemp -d "${TMPDIR:-/tmp}/finalhop-examples.XXXXXX")
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
failures=0

fail() {
  echo "FAILED: $*"
  failures=$((failures + 1))
}

echo "== a database to be asked"
"$mailboxctl" --root "$folder/root" init
"$mailboxctl" --root "$folder/root" domain add example.net
"$mailboxctl" --root "$folder/root" user add Ann@example.net
printf 'secret\n' | "$mailboxctl" --root "$folder/root" user passwd ann@example.net --stdin
database=$folder/root/directory.db

echo "== lmtpd"
"$lmtpd" --config "$examples/finalhop.conf" --print-config >"$folder/settings"
grep -q '^root = /var/lib/finalhop$' "$folder/settings" || fail "lmtpd did not read the example"
grep -q '^listen = lmtp:unix:/var/spool/postfix/finalhop/lmtp.sock' "$folder/settings" ||
  fail "lmtpd did not read the listener"

echo "== Postfix"
mkdir "$folder/postfix"
printf 'compatibility_level = 3.6\n' | cat - "$examples/postfix/main.cf" \
  >"$folder/postfix/main.cf"
cat /usr/share/postfix/master.cf.dist "$examples/postfix/master.cf" >"$folder/postfix/master.cf"
sed "s|/var/lib/finalhop/directory.db|$database|" "$examples/postfix/finalhop-domains.cf" \
  >"$folder/postfix/domains.cf"
# Names that no part of Postfix knows are what postconf warns of.
postconf -c "$folder/postfix" -n >"$folder/postconf" 2>&1 || fail "postconf refused main.cf"
! grep -i 'warning\|fatal' "$folder/postconf" || fail "postconf warns of main.cf"
postconf -c "$folder/postfix" -M 2>&1 | grep -q '^finalhop .*pipe' || fail "master.cf is not read"
domains=sqlite:$folder/postfix/domains.cf
[ "$(postmap -c "$folder/postfix" -q example.net "$domains")" = example.net ] ||
  fail "the domain is not found"
! postmap -c "$folder/postfix" -q example.org "$domains" || fail "a foreign domain is found"

echo "== Dovecot"
sed "s|/etc/dovecot/finalhop-sql.conf.ext|$folder/sql.conf|; s|= vmail|= nobody|" \
  "$examples/dovecot/finalhop.conf" >"$folder/dovecot.conf"
{
  echo "base_dir = $folder/run"
  echo "ssl = no"
} >>"$folder/dovecot.conf"
doveconf -c "$folder/dovecot.conf" -n >"$folder/doveconf" 2>&1 ||
  fail "doveconf refused the example"
! grep -i 'warning\|error\|fatal' "$folder/doveconf" || fail "doveconf complains"

# query NAME: the example's query, for ann, as Dovecot would send it.
query() {
  sed -e ':join' -e '/\\$/{N;s/\\\n//;bjoin}' "$examples/dovecot/finalhop-sql.conf.ext" |
    sed -n "s/^$1 = *//p" | sed 's/%Lu/ann@example.net/g'
}
sqlite3 "$database" "$(query password_query)" | grep -q '^ann@example.net|[$]argon2id[$]' ||
  fail "password_query does not find the password"
home=/var/lib/finalhop/mail/example.net/ann
[ "$(sqlite3 "$database" "$(query user_query)")" = "$home|maildir:$home/Maildir" ] ||
  fail "user_query does not find the Maildir"
[ "$(sqlite3 "$database" "$(query iterate_query)")" = ann@example.net ] ||
  fail "iterate_query does not find the user"
"$mailboxctl" --root "$folder/root" user disable ann@example.net
[ -z "$(sqlite3 "$database" "$(query password_query)")" ] || fail "a disabled user can log in"
exit "$((failures > 0))"
