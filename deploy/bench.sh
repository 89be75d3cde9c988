#!/usr/bin/env bash
# Runs every measurement in bench/: each prints one JSON line of ratios from one run and exits 1 when its goal is missed.
set -u
cd "$(dirname "$0")/.."
missed=0
if [ -f bench/requirements.txt ]; then .venv/bin/pip install -q --disable-pip-version-check -r bench/requirements.txt || missed=1; fi
# The sizes that end in reasonable time; the full ones are the scripts' own defaults.
sizes() {
  case "$1" in
    bench/chaos.py) echo "--messages 1000 --digests 100" ;;
    bench/ticks.py) echo "--runs 1" ;;
    bench/year.py) echo "--items 600" ;;
  esac
}
for script in bench/*.py; do
  printf '== %s\n' "$script"
  # shellcheck disable=SC2046
  .venv/bin/python "$script" $(sizes "$script") || missed=1
done
exit $missed
