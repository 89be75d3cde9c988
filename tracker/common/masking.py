"""Keeps secrets that stand in addresses out of the logs."""

from __future__ import annotations

import logging
import re

# To the end of the path: a calendar's secret stands a step further down than that of a mail's link.
LINK = re.compile(r"(/l/)[^\s\"'?#]*[^\s\"'?#/]")


class MaskLinks(logging.Filter):
    """Logs "/l/…" in place of the address of a link that acts without signing in."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if LINK.search(said):
            record.msg, record.args = LINK.sub(r"\1…", said), ()
        return True
