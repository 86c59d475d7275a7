#!/bin/sh
# Every shell script is free of shellcheck's findings. A script is known by its first line.
set -eu
find .ci packaging tests -type f ! -path '*/build/*' -exec grep -lE -m1 '^#!/bin/(ba)?sh' {} + |
  sort | xargs shellcheck
