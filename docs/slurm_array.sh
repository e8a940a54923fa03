#!/usr/bin/env bash
#SBATCH --job-name=tarn
#SBATCH --array=1-16
#SBATCH --cpus-per-task=4
#SBATCH --time=04:00:00
#SBATCH --requeue
#SBATCH --signal=B:TERM@120
# Independent searches of one landscape, each with a seed and an atlas of its own:
#   sbatch docs/slurm_array.sh search.lua results
# where search.lua opens the atlas arg[1] and searches with the seed arg[2]. When all have ended, or some:
#   tarn merge results/all.atlas results/task-*.atlas
set -euo pipefail

script=$1 folder=$2
task=${SLURM_ARRAY_TASK_ID:?is set by sbatch --array}
name=task-$task.atlas
mkdir -p "$folder"

# On a disk of the node: the log of SQLite does not work on network file systems.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# A task that was stopped, or put into the queue again, goes on where it was.
for file in "$folder/$name" "$folder/$name-wal"; do
  if [[ -e $file ]]; then cp "$file" "$work/"; fi
done

tarn "$script" "$work/$name" "$task" &
child=$!
# Two minutes before the time is over: all but the last half second is stored.
trap 'kill -TERM "$child" 2> /dev/null || true' TERM
status=0
wait "$child" || status=$?
# The signal ends the waiting before the search.
if kill -0 "$child" 2> /dev/null; then
  status=0
  wait "$child" || status=$?
fi

# First under another name: what is there is always whole.
for file in "$work/$name" "$work/$name-wal"; do
  target=$folder/$(basename "$file")
  if [[ -e $file ]]; then
    cp "$file" "$target.new"
    mv "$target.new" "$target"
  else
    rm -f "$target"
  fi
done
exit "$status"
