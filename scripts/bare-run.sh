#!/usr/bin/env bash
# The README's commands as a newcomer's machine runs them: a fresh clone, an empty HOME, no fonts of the system, no browser
# and no service on PATH. `scripts/bare-run.sh` runs the demo, a report and all tests; `scripts/bare-run.sh quick` the demo,
# a report, and the tests that drew on the machine before.
set -euo pipefail
cd "$(dirname "$0")/.."

bare=$(mktemp -d)
trap 'rm -rf "$bare"' EXIT
git clone --quiet --no-hardlinks . "$bare/mtbench"
mkdir "$bare/home" "$bare/bin"
# Programs of a fresh Debian with Node 20, by name, so that a browser beside them in /usr/bin is not found.
for name in node npm npx git bash sh env cat cp mv rm mkdir mktemp ls sed grep head tail tr sort uniq cut wc find xargs \
  dirname basename readlink realpath date sleep uname chmod touch ln kill ps test true false printf echo tar gzip which id \
  expr seq tee stat rmdir nproc timeout curl getconf pgrep; do
  path=$(command -v "$name" || true)
  [ -x "$path" ] && ln -s "$path" "$bare/bin/$name"
done

run() {
  env -i HOME="$bare/home" PATH="$bare/bin" LANG=C.UTF-8 TERM=dumb CI="${CI:-}" npm_config_cache="${npm_config_cache:-$HOME/.npm}" \
    MTBENCH_TEST_DATA="$bare/none" bash -euo pipefail -c "cd '$bare/mtbench' && $1"
}

# In a mount namespace of its own the system's fonts are gone; where none can be made (no root), only PATH and HOME are bare.
without_fonts() {
  if unshare -m true 2>/dev/null; then
    export -f run
    export bare
    unshare -m bash -euo pipefail -c '
      for folder in /usr/share/fonts /usr/local/share/fonts; do
        [ -d "$folder" ] && mount -t tmpfs tmpfs "$folder"
      done
      run "$1"' - "$1"
  else
    echo "no mount namespace can be made here: the system's fonts stay"
    run "$1"
  fi
}

case "${1:-all}" in
  quick) tests="npx vitest run test/readme.test.ts test/commands/show test/reports test/start.test.ts" ;;
  *) tests="npm test" ;;
esac
without_fonts "npm ci --no-audit --no-fund && npm run --silent demo && node dist/cli.js report --results .mtbench/demo && $tests"
