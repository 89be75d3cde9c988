"""The two commands as a clerk meets them: output, refusals and exit status, run as real processes."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from speeches.show import width

ROOT = Path(__file__).parents[2]
SPEECH = (
    "同志们：\n各乡镇要于6月20日前将隐患点名单报县应急局。县教育局牵头，县公安局配合，每月开展一次校车检查。\n"
    "各单位要进一步提高认识，统一思想。\n"
)


def run(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(command, input=given, capture_output=True, timeout=60, check=False, cwd=ROOT)


@pytest.fixture()
def speech(tmp_path: Path) -> str:
    path = tmp_path / "speech.txt"
    path.write_text(SPEECH, encoding="utf-8")
    return str(path)


def test_json_follows_the_public_schema(speech: str) -> None:
    done = run("extract", speech, "--date", "2026-06-01", "--format", "json")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert data["schema"] == "extract/1"
    assert (data["file"], data["date"], data["date_source"]) == (speech, "2026-06-01", "argument")
    assert data["characters"] == len(SPEECH)
    first = data["items"][0]
    assert SPEECH[first["start"] : first["end"]] == first["text"]
    assert first["lead"] == ["各乡镇"]
    assert first["report_to"] == ["县应急局"]
    assert first["deadline"]["date"] == "2026-06-20"
    assert set(first) >= {
        "section",
        "action",
        "target",
        "support",
        "lead_inherited",
        "rrule",
        "confidence",
        "same_as",
    }
    assert data["items"][1]["rrule"] == "FREQ=MONTHLY"


def test_the_default_table_fits_eighty_columns(speech: str) -> None:
    done = run("extract", speech, "--date", "2026-06-01")
    lines = done.stdout.decode().splitlines()
    assert max(map(width, lines)) <= 80
    assert any("各乡镇" in line for line in lines)
    assert "2026-06-01" in lines[0]


def test_all_lists_candidates_below_the_threshold_too(speech: str) -> None:
    few = json.loads(run("extract", speech, "--date", "2026-06-01", "--format", "json").stdout)["items"]
    many = json.loads(run("extract", speech, "--date", "2026-06-01", "--format", "json", "--all").stdout)[
        "items"
    ]
    assert len(many) > len(few)


def test_xlsx_is_a_workbook_with_one_row_an_item(speech: str) -> None:
    done = run("extract", speech, "--date", "2026-06-01", "--format", "xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(done.stdout)).active.values)
    assert rows[0][:3] == ("序号", "任务", "责任单位")
    assert rows[1][2] == "各乡镇"


def test_explain_names_cues_with_their_weights(speech: str) -> None:
    told = run("extract", speech, "--date", "2026-06-01", "--explain").stdout.decode()
    assert "time:by +" in told
    assert "不采用" in told


def test_it_reads_and_explains_by_the_weights_it_is_given(tmp_path: Path, speech: str) -> None:
    path = tmp_path / "weights.json"
    path.write_text('{"bias": -1.0, "threshold": 0.4, "weights": {"time:by": 9.25}}', encoding="utf-8")
    done = run("extract", speech, "--date", "2026-06-01", "--weights", str(path), "--explain")
    told = done.stdout.decode()
    assert "time:by +9.25" in told
    assert told.count(" 采用") == 1


@pytest.mark.parametrize(
    "content", ['{"bias": 1}', "[1]", "no json", '{"bias": "x", "threshold": 0, "weights": {}}']
)
def test_bad_weights_get_one_line_and_status_two(tmp_path: Path, speech: str, content: str) -> None:
    path = tmp_path / "weights.json"
    path.write_text(content, encoding="utf-8")
    done = run("extract", speech, "--date", "2026-06-01", "--weights", str(path))
    assert done.returncode == 2
    assert done.stderr.decode().count("\n") == 1


def test_a_dash_reads_standard_input() -> None:
    done = run("extract", "-", "--date", "2026-06-01", "--format", "json", given=SPEECH.encode("gb18030"))
    assert json.loads(done.stdout)["items"][0]["lead"] == ["各乡镇"]


def test_units_resolve_names(tmp_path: Path, speech: str) -> None:
    units = tmp_path / "units.csv"
    units.write_text("名称,简称\n县应急管理局,县应急局\n", encoding="utf-8")
    done = run("extract", speech, "--date", "2026-06-01", "--units", str(units), "--format", "json")
    assert json.loads(done.stdout)["items"][0]["report_to"] == ["县应急局"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("missing.txt", None),
        ("empty.txt", b""),
        ("broken.docx", b"PK\x03\x04 not a document"),
        ("noise.bin", bytes(range(256)) * 40),
    ],
)
def test_bad_input_gets_one_line_and_status_two(tmp_path: Path, name: str, content: bytes | None) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    done = run("extract", str(path), "--date", "2026-06-01")
    assert done.returncode == 2
    assert done.stdout == b""
    assert len(done.stderr.decode().strip().splitlines()) == 1


@pytest.mark.parametrize("value", ["2026-13-01", "6月1日", "20260601", "", "1850-01-01"])
def test_a_bad_date_gets_one_line_and_status_two(speech: str, value: str) -> None:
    done = run("extract", speech, f"--date={value}")
    assert done.returncode == 2
    assert done.stdout == b""
    assert len(done.stderr.decode().strip().splitlines()) == 1


def test_a_bad_list_of_units_gets_one_line_and_status_two(tmp_path: Path, speech: str) -> None:
    units = tmp_path / "units.json"
    units.write_text("{not json", encoding="utf-8")
    done = run("extract", speech, "--date", "2026-06-01", "--units", str(units))
    assert done.returncode == 2
    assert len(done.stderr.decode().strip().splitlines()) == 1


def test_times_prints_one_array_a_line() -> None:
    done = run(
        "times",
        "--reference",
        "2016-06-01",
        given="各乡镇6月20日前上报\n没有时间\n每周五下班前通报\n".encode(),
    )
    first, second, third = map(json.loads, done.stdout.decode().splitlines())
    assert [(one["start"], one["end"], one["to"], one["modality"]) for one in first] == [
        (3, 9, "2016-06-20", "by")
    ]
    assert second == []
    assert third[0]["rrule"] == "FREQ=WEEKLY;BYDAY=FR"


def test_times_refuses_a_bad_reference_day() -> None:
    done = run("times", "--reference", "tomorrow")
    assert done.returncode == 2
    assert len(done.stderr.decode().strip().splitlines()) == 1
