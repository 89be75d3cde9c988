#!/usr/bin/env bash
# The main job on the embedded default: migrate, load the demo office, read the sample speech, then serve portal and worker.
set -euo pipefail
cd "$(dirname "$0")/.."
python=.venv/bin/python
$python manage.py migrate -v 0
$python manage.py sync_schedules
$python manage.py load_demo
echo
$python manage.py extract speeches/samples/county.txt --date "$($python -c 'import json; print(json.load(open("speeches/samples/dates.json"))["county"])')"
echo
$python manage.py demo_logins
exec $python manage.py serve "$@"
