"""The contained child: `python -m speeches.readers.child READER LIMITS` reads standard input, writes one JSON object.

It must never be imported by the product: it cuts down the rights of the process it runs in.
"""

from __future__ import annotations

import importlib
import io
import json
import math
import sys

from speeches.readers.base import BROKEN, TOO_SLOW, Limits, Unreadable
from speeches.readers.contain import as_json


def main(reader: str, limits: Limits) -> str:
    """The JSON answer of the named reader for the bytes on standard input."""
    _confine(limits)
    data = sys.stdin.buffer.read()
    try:
        module = importlib.import_module(f"speeches.readers.{reader}")
        return as_json(module.read(io.BytesIO(data), limits))
    except Unreadable as refusal:
        return json.dumps({"unreadable": refusal.message})
    except MemoryError:
        return json.dumps({"unreadable": TOO_SLOW})
    except (RecursionError, ArithmeticError, LookupError, OSError, ValueError):
        return json.dumps({"unreadable": BROKEN})


def _confine(limits: Limits) -> None:
    """Limit this process: memory, processor time, no files written, no core dump. Without `resource` only time counts."""
    try:
        import resource
    except ImportError:  # not a Unix: the parent's clock still ends the child
        return
    seconds = math.ceil(limits.max_seconds)
    resource.setrlimit(resource.RLIMIT_AS, (limits.max_memory, limits.max_memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.stdout.write(main(sys.argv[1], Limits(**json.loads(sys.argv[2]))))
