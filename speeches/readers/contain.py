"""Runs one reader in a child process with a limit on memory, processor time and wall time.

The format libraries parse hostile files in C, where no check of ours can run; only the kernel can stop them. The child
gets the bytes on standard input, answers in JSON on standard output, and sees none of our environment's secrets.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

from speeches.document import Document, Paragraph
from speeches.readers.base import BROKEN, TOO_SLOW, Limits, Unreadable

_ROOT = Path(__file__).resolve().parents[2]
_PASSED_ON = ("PATH", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "SYSTEMROOT")


def read_contained(reader: str, data: bytes, limits: Limits) -> Document:
    """The document that the named reader ("pdf") makes of the bytes. Raises Unreadable, also when the child dies."""
    command = [sys.executable, "-m", "speeches.readers.child", reader, json.dumps(dataclasses.asdict(limits))]
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    try:
        answer = subprocess.run(
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.max_seconds * 0.9,
            cwd=_ROOT,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(TOO_SLOW) from None
    try:
        told = json.loads(answer.stdout)
    except ValueError:
        # Killed by a limit, or crashed inside the library: it said nothing that can be understood.
        raise Unreadable(BROKEN) from None
    if "unreadable" in told:
        raise Unreadable(told["unreadable"])
    return _document(told)


def as_json(document: Document) -> str:
    """The child's answer for a document; `_document` is its inverse."""
    properties = {
        key: {"day": value.isoformat()} if isinstance(value, dt.date) else value
        for key, value in document.properties.items()
    }
    paragraphs = [(one.start, one.end, one.kind) for one in document.paragraphs]
    return json.dumps(
        {"text": document.text, "paragraphs": paragraphs, "format": document.format, "properties": properties}
    )


def _document(told: dict) -> Document:
    properties = {
        key: dt.date.fromisoformat(value["day"]) if isinstance(value, dict) else value
        for key, value in told["properties"].items()
    }
    paragraphs = tuple(Paragraph(start, end, kind) for start, end, kind in told["paragraphs"])
    return Document(told["text"], paragraphs, told["format"], properties)
