"""What the processes write is for their own user alone, whatever the shell that starts them allows."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tracker import env

MANAGE = [sys.executable, "manage.py", "check", "--database", "default"]
WSGI = [
    sys.executable,
    "-c",
    "import tracker.wsgi; from django.db import connection; connection.ensure_connection()",
]


@pytest.mark.parametrize("command", [MANAGE, WSGI], ids=["manage.py", "wsgi.py"])
def test_the_data_folder_and_everything_in_it_is_private(tmp_path, command):
    folder = tmp_path / "new" / "data"
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL")}
    done = subprocess.run(
        command,
        cwd=env.BASE_DIR,
        env={**kept, "TRACKER_DATA_DIR": str(folder)},
        umask=0o022,
        timeout=120,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    made = [folder, *folder.rglob("*")]
    assert {"secret_key", "luoshi.sqlite3"} <= {path.name for path in made}
    assert [path.name for path in made if open_to_others(path)] == []


def open_to_others(path: Path) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)
