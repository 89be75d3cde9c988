#!/usr/bin/env bash
# Runs every measurement in bench/: each prints one JSON line of ratios from one run and exits 1 when its goal is missed.
set -u
cd "$(dirname "$0")/.."
missed=0
if [ -f bench/requirements.txt ]; then .venv/bin/pip install -q --disable-pip-version-check -r bench/requirements.txt || missed=1; fi
for script in bench/*.py; do
  printf '== %s\n' "$script"
  .venv/bin/python "$script" || missed=1
done
exit $missed
