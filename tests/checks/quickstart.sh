#!/bin/bash
# packaging/quickstart works as written, leaves no process behind, and spares a folder that it did
# not make.
set -euo pipefail
folder=$(mktemp -d "${TMPDIR:-/tmp}/finalhop-check.XXXXXX")
trap 'rm -rf "$folder"' EXIT

packaging/quickstart "$folder/site"
count=$(find "$folder/site/mail" -path '*/new/*' -type f | wc -l)
[ "$count" -eq 2 ] || { echo "expected 2 messages, found $count"; exit 1; }
if pgrep --full -- "--root $folder/site" >/dev/null; then
  echo "quickstart left a process behind"
  exit 1
fi

echo "== again, into its own folder"
packaging/quickstart "$folder/site" >/dev/null

echo "== into a folder that is not its own"
mkdir "$folder/other"
echo precious >"$folder/other/file"
if packaging/quickstart "$folder/other" 2>"$folder/refusal"; then
  echo "quickstart wrote into a folder that it did not make"
  exit 1
fi
grep 'not empty' "$folder/refusal"
[ "$(cat "$folder/other/file")" = precious ]
