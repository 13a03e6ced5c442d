#!/usr/bin/env bash
# Two checkouts against each other: the benches of worlds and of the loop, run by turns, the least of each row.
#
#   git worktree add ../before COMMIT
#   benches/paired.sh ../before . [ROUNDS]
#
# Prints for each row that both have: seconds before and after, their ratio, and the ratio of the time for one event,
# which counts where a world has more or fewer events than before; at the end the rows above 1.05 in both, if any. A
# checkout from before `worlds -- rows` needs today's `benches/worlds.rs`.
set -euo pipefail

before=$(cd "$1" && pwd) after=$(cd "$2" && pwd) rounds=${3:-10}
found=$(mktemp)
trap 'rm -f "$found"' EXIT

# The program of a bench, built if need be.
built() {
  (cd "$1" && cargo bench --locked --no-run --bench "$2" 2>&1 | sed -n 's/.*Executable .*(\(.*\))$/\1/p' | xargs realpath)
}

# The rows of both benches of a checkout: side, name, seconds, events.
run() {
  "$2" --bench rows | awk -F '\t' -v side="$1" 'NF == 3 { print side "\t" $1 "\t" $2 "\t" $3 }'
  "$3" --bench | awk -F '  +' -v side="$1" \
    'NF == 4 && $2 ~ /^[0-9.]+$/ { print side "\t" $1 "\t" $2 "\t" $2 * $3 }'
}

worlds_a=$(built "$before" worlds) sim_a=$(built "$before" sim)
worlds_b=$(built "$after" worlds) sim_b=$(built "$after" sim)
for ((round = 0; round < rounds; round++)); do
  run before "$worlds_a" "$sim_a" >>"$found"
  run after "$worlds_b" "$sim_b" >>"$found"
done

awk -F '\t' '
  { at = $1 FS $2; if (!(at in least) || $3 < least[at]) least[at] = $3; events[at] = $4
    if ($1 == "after" && !($2 in seen)) { seen[$2]; names[++n] = $2 } }
  END {
    printf "%-38s %9s %9s %7s %9s\n", "", "before", "after", "time", "per event"
    for (i = 1; i <= n; i++) {
      a = "before" FS names[i]; b = "after" FS names[i]
      if (!(a in least)) continue
      time = least[b] / least[a]; each = time * events[a] / events[b]
      printf "%-38s %9.4f %9.4f %7.3f %9.3f\n", names[i], least[a], least[b], time, each
      if (1.05 < time && 1.05 < each) slow = slow "\n  " names[i]
    }
    print slow == "" ? "no row is slower by more than 5 %" : "slower by more than 5 %:" slow
  }' "$found"
