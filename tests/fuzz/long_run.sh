#!/bin/bash
# Fuzzes for long: each target for so many minutes of processor time, with a corpus that stays.
#
#   tests/fuzz/long_run.sh                      # every target, 30 minutes each
#   tests/fuzz/long_run.sh 5 session address    # two of them, 5 minutes each
#
# Needs the build of the preset `fuzz`. The corpora are in build/fuzz/corpus/TARGET, what was found
# in build/fuzz/found. Ends with one line per target: processor minutes, runs, features, inputs of
# the corpus, findings; the exit status is 1 if there was a finding.
set -eu -o pipefail

cd "$(dirname "$0")/../.."
minutes=${1:-30}
shift || true
build=build/fuzz
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
  for program in "$build"/tests/fuzz/*_fuzz; do
    name=$(basename "$program")
    targets+=("${name%_fuzz}")
  done
fi
mkdir -p "$build/found"

# User and system seconds of the children that have ended.
children_seconds() {
  local ticks
  ticks=$(getconf CLK_TCK)
  awk -v ticks="$ticks" '{ print int(($16 + $17) / ticks) }' "/proc/$$/stat"
}

failed=0
for target in "${targets[@]}"; do
  corpus="$build/corpus/$target"
  log="$build/found/$target.log"
  mkdir -p "$corpus"
  : >"$log"
  begin=$(children_seconds)
  used=0
  while [ "$used" -lt $((minutes * 60)) ]; do
    left=$((minutes * 60 - used))
    # In pieces: the fuzzer counts time on the wall, and stops at the first finding.
    if ! "$build/tests/fuzz/${target}_fuzz" -max_total_time=$((left < 120 ? left : 120)) \
        -timeout=10 -print_final_stats=1 -artifact_prefix="$build/found/$target-" \
        "$corpus" "$build/tests/fuzz/seeds/$target" >>"$log" 2>&1; then
      failed=1
      break
    fi
    used=$(($(children_seconds) - begin))
  done
  used=$(($(children_seconds) - begin))
  runs=$(awk '/stat::number_of_executed_units/ { sum += $2 } END { print sum + 0 }' "$log")
  features=$(grep -o ' ft: [0-9]*' "$log" | tail -n 1 || true)
  findings=$(find "$build/found" -name "$target-*" | wc -l)
  echo "$target: $((used / 60)) min $((used % 60)) s of processor time, $runs runs," \
    "features${features#* ft:}, $(find "$corpus" -type f | wc -l) inputs, $findings findings"
done
exit $failed
