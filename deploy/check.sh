#!/usr/bin/env bash
# What `make test` runs after the set-up: linters, types, layers, templates, production checks, then the whole suite.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
step() { printf '== %s\n' "$1"; }
step "ruff";            $bin/ruff check .
                        $bin/ruff format --check .
step "layers";          $bin/lint-imports --no-cache | tail -n 4
step "types";           $bin/mypy
step "templates";       $bin/djlint templates --lint --quiet
step "migrations";      $bin/python manage.py makemigrations --check --dry-run -v 0
step "production mode"; data=$(mktemp -d)
                        TRACKER_PRODUCTION=true TRACKER_ORIGIN=https://luoshi.example TRACKER_HOSTS=luoshi.example \
                        EMAIL_URL=smtp://mail.example TRACKER_DATA_DIR=$data \
                        $bin/python manage.py check --deploy --fail-level WARNING
                        rm -rf "$data"
step "tests";           exec $bin/pytest -n "${TEST_PROCESSES:-auto}" -rsR "$@"
