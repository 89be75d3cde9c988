"""Values that are made once and kept in a private file (the signing key, the demo password): never a default."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def private_value(path: Path, *, bytes_of_chance: int = 48) -> str:
    """The text in `path`; when there is none yet, a random one is made and kept there with mode 0600.

    Two processes that start together agree: the value is written beside the file and linked into place, which only one
    of them can do (creating the file first and writing afterwards let the other read an empty key).
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(secrets.token_urlsafe(bytes_of_chance))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="utf-8").strip()
