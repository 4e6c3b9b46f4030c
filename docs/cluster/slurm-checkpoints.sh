#!/bin/bash
# One array task per checkpoint: serve it on the task's own GPU, measure it, stop the server.
#
#   ls -d checkpoints/*/ > checkpoints.txt
#   sbatch --array=1-$(wc -l < checkpoints.txt)%8 docs/cluster/slurm-checkpoints.sh checkpoints.txt
#
# A task that was killed or preempted is requeued and goes on where it stopped. All tasks write below one folder of records
# on the shared file system, each into its candidate's own folder, so nothing has to be merged.
#SBATCH --job-name=mtbench
#SBATCH --gres=gpu:1
#SBATCH --cpus-per-task=8
#SBATCH --time=04:00:00
#SBATCH --requeue
#SBATCH --signal=B:TERM@120
#SBATCH --output=logs/%A_%a.log
set -euo pipefail

list=$1
checkpoint=$(sed -n "${SLURM_ARRAY_TASK_ID}p" "$list")
name=$(basename "$checkpoint")
# Several tasks may share a node.
port=$((20000 + (SLURM_ARRAY_JOB_ID + SLURM_ARRAY_TASK_ID) % 10000))

vllm serve "$checkpoint" --served-model-name "$name" --host 127.0.0.1 --port "$port" &
server=$!
trap 'kill "$server" 2>/dev/null || true' EXIT
until curl -sf "http://127.0.0.1:$port/v1/models" > /dev/null; do
  kill -0 "$server" # ends here if the server did
  sleep 2
done

# The checkpoint's own hash as its revision: other weights under an old name are refused.
revision=$(cat "$checkpoint"/*.safetensors | sha256sum | cut -c1-16)
mtbench run \
  --model "$name@http://127.0.0.1:$port/v1" --id "$name" --revision "$revision" \
  --questions "${QUESTIONS:-ja-mt-bench-v3}" --judge "${JUDGE:-llm-jp-judge-v2}" ${JUDGE_MODEL:+--judge-model "$JUDGE_MODEL"} \
  --results "${RESULTS:-results}" &
run=$!
# Slurm's signal goes on to mtbench, which lets calls under way finish and ends with what is there.
trap 'kill -TERM "$run" 2>/dev/null || true' TERM
status=0
wait "$run" || status=$?
# A wait that a signal ended early has not seen the end yet.
if kill -0 "$run" 2>/dev/null; then wait "$run" || status=$?; fi
exit "$status"
