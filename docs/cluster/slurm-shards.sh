#!/bin/bash
# One candidate on many servers: task I of N asks the I-th part of the conversations.
#
#   sbatch --array=1-16 docs/cluster/slurm-shards.sh my-model@http://127.0.0.1:8000/v1
#
# On a shared file system the shards write beside each other into one folder. Without one, give every task a folder of its
# own (RESULTS=/scratch/part-$SLURM_ARRAY_TASK_ID) and unite them afterwards: mtbench merge part-*/ -o results
#SBATCH --job-name=mtbench-shard
#SBATCH --requeue
#SBATCH --output=logs/%A_%a.log
set -euo pipefail

exec mtbench run --model "$1" --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" \
  --questions "${QUESTIONS:-ja-mt-bench-v3}" --judge "${JUDGE:-llm-jp-judge-v2}" ${JUDGE_MODEL:+--judge-model "$JUDGE_MODEL"} \
  --trials "${TRIALS:-5}" --results "${RESULTS:-results}"
