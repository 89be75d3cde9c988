"""Makes a fresh clone ready: `python3.11 deploy/setup.py [--dev]`. Needs nothing but Python 3.11 and the package registries.

Each step leaves a stamp of what it was made from, so a second run takes a moment. Steps: the virtual environment, the pinned
packages, the front-end files, the served folder. It must not touch data: the database is migrated by `make run`.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import venv
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def main() -> int:
    """Runs the steps; returns the exit code, with a sentence on standard error when a step cannot be done."""
    if sys.version_info[:2] != (3, 11):
        print(
            f"setup: needs Python 3.11, this is {sys.version.split()[0]}; try: make PYTHON=python3.11 …",
            file=sys.stderr,
        )
        return 1
    try:
        make_environment()
        install("requirements.txt")
        if "--dev" in sys.argv:
            install("requirements-dev.txt")
        run([PYTHON, ROOT / "deploy" / "assets.py"])
        collect_static()
    except subprocess.CalledProcessError as error:
        print(error.stderr or "", end="", file=sys.stderr)
        print(f"setup: {' '.join(map(str, error.cmd))} ended with code {error.returncode}", file=sys.stderr)
        return 1
    return 0


def make_environment() -> None:
    """The virtual environment in .venv, once."""
    if not PYTHON.exists():
        print("setup: making .venv")
        venv.create(VENV, with_pip=True)


def install(name: str) -> None:
    """The packages of one requirements file (and of those it builds on), when one has changed since the last time."""
    files = [ROOT / "requirements.txt", ROOT / "requirements-extra.txt", ROOT / name]
    stamp = VENV / f".{name}.stamp"
    if fresh(stamp, files):
        return
    print(f"setup: installing {name} (a few minutes the first time)")
    run([PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "-q", "-r", ROOT / name])
    stamp.write_text(fingerprint(files), encoding="utf-8")


def collect_static() -> None:
    """Hashes and compresses what is served, when any of it has changed."""
    files = sorted(path for path in (ROOT / "static").rglob("*") if path.is_file())
    # In the folder it speaks of: another data folder has its own.
    stamp = served_folder() / ".stamp"
    if fresh(stamp, [*files, ROOT / "requirements.txt"]):
        return
    run([PYTHON, ROOT / "manage.py", "collectstatic", "--noinput", "--clear", "-v", "0"])
    stamp.write_text(fingerprint([*files, ROOT / "requirements.txt"]), encoding="utf-8")


def served_folder() -> Path:
    """Where collectstatic writes: `static` in the data folder, asked of the one list of settings (environment and .env)."""
    question = "from tracker import env; print(env.load()['TRACKER_DATA_DIR'])"
    asked = subprocess.run(
        [str(PYTHON), "-c", question], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return Path(asked.stdout.strip()) / "static"


def fresh(stamp: Path, files: Iterable[Path]) -> bool:
    """True where `stamp` was written for exactly these files."""
    return stamp.exists() and stamp.read_text(encoding="utf-8") == fingerprint(files)


def fingerprint(files: Iterable[Path]) -> str:
    """One hash over the files' names and contents."""
    total = hashlib.sha256()
    for path in files:
        total.update(str(path.relative_to(ROOT)).encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def run(command: list[str | Path]) -> None:
    """Runs a step in the project's root; raises CalledProcessError."""
    subprocess.run([str(part) for part in command], cwd=ROOT, check=True, stdin=subprocess.DEVNULL)


if __name__ == "__main__":
    raise SystemExit(main())
