"""The two commands as functions of options and streams: `manage.py extract|times` and `python -m speeches` are thin doors to them.

Bad input raises Complaint, one line that says what is wrong and what to do; the doors print it and end with status 2. The
clock is read by the doors and handed in as `today`.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from .document import Document

STATUS_BAD_INPUT = 2
# Lunar festivals are dated within these years only.
KNOWN_YEARS = range(1902, 2098)


class Complaint(Exception):
    """What is wrong with the input, in one Chinese line for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class Streams:
    """Where a command reads and writes: bytes in, bytes out."""

    source: BinaryIO
    sink: BinaryIO

    def write(self, data: str | bytes) -> None:
        """Writes at once. Ends the process quietly where the reader has gone: manage.py extract FILE | head."""
        try:
            self.sink.write(data.encode("utf-8", errors="replace") if isinstance(data, str) else data)
            self.sink.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)


def standard_streams() -> Streams:
    """The process's own standard input and output."""
    return Streams(sys.stdin.buffer, sys.stdout.buffer)


def add_extract_options(parser: argparse.ArgumentParser) -> None:
    """The options of `extract` (docs/extract.md)."""
    parser.add_argument("file", metavar="FILE", help="讲话稿文件（txt、docx、pdf、html），或 - 表示标准输入")
    parser.add_argument("--date", help="讲话日期 YYYY-MM-DD；不写则取文中日期")
    parser.add_argument("--format", choices=("table", "json", "xlsx"), default="table", help="输出格式")
    parser.add_argument("--units", metavar="FILE", help="单位名录（json、csv 或 xlsx：名称、简称、成员）")
    parser.add_argument("--weights", metavar="FILE", help="本单位的判断权重（json，与自带权重文件同样格式）")
    parser.add_argument("--all", action="store_true", help="列出全部候选，包括置信度不足的")
    parser.add_argument("--explain", action="store_true", help="逐条说明判断依据")


def add_times_options(parser: argparse.ArgumentParser) -> None:
    """The options of `times`."""
    parser.add_argument("--reference", help="参照日期 YYYY-MM-DD；不写则取今天")


def run_extract(options: dict[str, object], streams: Streams, today: dt.date | None) -> None:
    """Reads the file, extracts and prints. Raises Complaint for bad input, before anything is written."""
    from . import extract

    on = parsed_date(options.get("date"), "--date")
    registry = _registry(options.get("units"))
    weights = _weights(options.get("weights"))
    name = str(options["file"])
    document = _document(name, streams.source)
    try:
        found = extract(document, on=on, registry=registry, today=today, weights=weights)
    except ValueError as error:
        raise Complaint(str(error)) from None
    every = bool(options.get("all"))
    if options.get("explain"):
        from . import explain

        return streams.write(explain(found, weights))
    if options.get("format") == "json":
        from .interface import extraction_json

        data = extraction_json(found, file=name, every=every, with_text=document.format != "txt")
        return streams.write(json.dumps(data, ensure_ascii=False, indent=1) + "\n")
    if options.get("format") == "xlsx":
        if streams.sink.isatty():
            raise Complaint("xlsx 不能显示在终端里，请用 > 任务分解表.xlsx 存为文件。")
        from .show import workbook

        return streams.write(workbook(found, every))
    from .show import table

    return streams.write(table(found, every))


def run_times(options: dict[str, object], streams: Streams, today: dt.date | None) -> None:
    """One JSON array of time expressions for each line of the input. Raises Complaint for a bad reference day."""
    from .interface import time_json
    from .when import times

    reference = parsed_date(options.get("reference"), "--reference") or today
    if reference is None:
        raise Complaint("请用 --reference YYYY-MM-DD 给出参照日期。")
    for line in streams.source:
        text = line.decode("utf-8", errors="replace").rstrip("\r\n").removeprefix("\ufeff")
        found = [time_json(value) for value in times(text, reference)]
        streams.write(json.dumps(found, ensure_ascii=False) + "\n")


def parsed_date(value: object, option: str) -> dt.date | None:
    """The date of an option, None where it is not given. Raises Complaint where it is no date."""
    if value is None:
        return None
    try:
        if len(str(value)) != len("2026-01-01"):
            raise ValueError
        day = dt.date.fromisoformat(str(value))
    except ValueError:
        raise Complaint(f"{option} 的日期“{value}”不对，请写成 YYYY-MM-DD，例如 2026-03-02。") from None
    if day.year not in KNOWN_YEARS:
        raise Complaint(f"{option} 的年份 {day.year} 超出了农历可推算的范围（1902 至 2097 年）。")
    return day


def _document(name: str, source: BinaryIO) -> Document:
    from .readers import Unreadable, read

    try:
        return read(source, "") if name == "-" else read(Path(name))
    except Unreadable as error:
        raise Complaint(" ".join(str(error).split())) from None


def _registry(path: object):
    if path is None:
        return None
    from .units import read_units

    try:
        return read_units(Path(str(path)))
    except (OSError, ValueError) as error:
        raise Complaint(f"单位名录“{path}”读不出来：{_reason(error)}") from None


def _weights(path: object) -> Mapping[str, Any] | None:
    """The weights of a file, checked to be of the shape of weights.json."""
    if path is None:
        return None
    try:
        data = json.loads(Path(str(path)).read_text(encoding="utf-8"))
        if not all(
            isinstance(value, int | float)
            for value in (data["bias"], data["threshold"], *data["weights"].values())
        ):
            raise ValueError("权重应当是数字。")
    except (OSError, ValueError) as error:
        raise Complaint(f"权重文件“{path}”读不出来：{_reason(error)}") from None
    except (KeyError, TypeError, AttributeError):
        raise Complaint(f"权重文件“{path}”读不出来：应当有 bias、threshold 和 weights 三项。") from None
    return data


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "没有这个文件，请检查文件名和位置。"
    if isinstance(error, OSError):
        return "无法打开，请检查是否有读取权限。"
    return " ".join(str(error).split())
