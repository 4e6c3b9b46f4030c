#!/bin/bash
# Eight processes on one machine, or with --sshlogin on several. One process keeps a server full on its own: this is for
# servers that are many and small, or for machines that reach different ones.
#
#   docs/cluster/parallel.sh my-model@http://127.0.0.1:8000/v1
set -euo pipefail
export MODEL=$1 SHARDS=${SHARDS:-8} QUESTIONS=${QUESTIONS:-ja-original} JUDGE=${JUDGE:-mtbench-ja} RESULTS=${RESULTS:-results}
export JUDGE_MODEL=${JUDGE_MODEL:-}

shard() {
  mtbench run --model "$MODEL" --shard "$1/$SHARDS" --questions "$QUESTIONS" --judge "$JUDGE" \
    ${JUDGE_MODEL:+--judge-model "$JUDGE_MODEL"} --results "$RESULTS"
}
export -f shard

if command -v parallel > /dev/null; then
  seq "$SHARDS" | parallel --will-cite --jobs "$SHARDS" --retries 3 shard {}
else
  seq "$SHARDS" | xargs -P "$SHARDS" -I{} bash -c 'shard {}'
fi
mtbench leaderboard --results "$RESULTS"
