"""Every operation of the interface × every kind of person a client may act as. As on the pages: unseen is 404, forbidden 403."""

from __future__ import annotations

import re

import pytest
from django.core.files.base import ContentFile

from tests.support.build import a_draft, a_name, a_source, a_speech
from tests.support.undoing import undone
from tests.support.world import NOW, World, stand_in, upper_office
from tests.tracker.api.asking import asking
from tracker.api.interface import api
from tracker.api.scopes import NEEDED
from tracker.items import operations
from tracker.items.models import Evidence, ProgressReport, UnitAssignment
from tracker.items.registration import register_speech

PEOPLE = (
    "officer",
    "lead_clerk",
    "support_clerk",
    "stranger",
    "leader",
    "former",
    "admin",
    "deputy",
    "upper",
)
NEW_DATE = {"new_due_on": "2026-03-30", "reason": "等待资料"}
WHY = {"reason": "材料不全"}

# (method, address, body): statuses for PEOPLE. The lead clerk's part is issued; the deputy stands in for them.
TABLE: dict[tuple[str, str], tuple[object, str]] = {
    ("GET", "/items"): (None, "200 200 200 200 200 403 403 200 200"),
    ("GET", "/items/{item}"): (None, "200 200 200 404 200 403 404 200 404"),
    ("GET", "/items/{item}/reports"): (None, "200 200 200 404 200 403 404 200 404"),
    ("GET", "/assignments"): (None, "200 200 200 200 200 403 403 200 200"),
    ("GET", "/assignments/{part}"): (None, "200 200 404 404 200 403 404 200 404"),
    ("GET", "/events"): (None, "200 200 200 200 200 403 403 200 200"),
    ("POST", "/assignments/{part}/acknowledge"): ({}, "403 200 404 404 403 403 404 200 404"),
    ("POST", "/assignments/{part}/request-close"): ({}, "403 422 404 404 403 403 404 422 404"),
    ("POST", "/assignments/{part}/reports"): ({"content": "已开工"}, "403 422 404 404 403 403 404 422 404"),
    ("POST", "/assignments/{part}/unchanged"): ({}, "403 422 404 404 403 403 404 422 404"),
    ("POST", "/assignments/{part}/ask-extension"): (NEW_DATE, "403 200 404 404 403 403 404 200 404"),
    ("POST", "/assignments/{part}/reports/files"): (None, "422 422 422 422 422 403 422 422 422"),
    ("POST", "/assignments/{part}/answer-extension"): (
        {"granted": True},
        "422 422 404 404 422 403 404 422 404",
    ),
    ("POST", "/assignments/{part}/reschedule"): (NEW_DATE, "200 403 404 404 403 403 404 403 404"),
    ("POST", "/assignments/{part}/chase"): ({}, "422 403 404 404 403 403 404 403 404"),
    ("POST", "/assignments/{part}/change-role"): (WHY, "422 403 404 404 403 403 404 403 404"),
    ("POST", "/assignments/{part}/hand-over"): (
        {"unit_id": "{forestry}", **WHY},
        "201 403 404 404 403 403 404 403 404",
    ),
    ("POST", "/assignments/{part}/hand-down"): (
        {"unit_ids": [1], "task": "清理账目"},
        "403 422 404 404 403 403 404 422 404",
    ),
    ("GET", "/items/{item}/comments"): (None, "200 200 200 404 200 403 404 200 404"),
    ("POST", "/items/{item}/comments"): ({"text": "请补充附件。"}, "201 201 201 404 201 403 404 201 404"),
    ("GET", "/evidence/{evidence}"): (None, "200 200 404 404 200 403 404 200 404"),
    ("GET", "/units"): (None, "200 403 403 403 403 403 200 403 403"),
    ("GET", "/sources/{source}"): (None, "200 404 404 404 404 403 404 404 404"),
    ("POST", "/sources/{source}/keep"): ({"numbers": [0]}, "200 404 404 404 404 403 404 404 404"),
    ("POST", "/sources/{source}/discard"): ({}, "204 403 403 403 403 403 403 403 403"),
    ("POST", "/assignments/{part}/issue"): ({}, "422 403 404 404 403 403 404 403 404"),
    ("POST", "/assignments/{part}/verify"): ({}, "422 403 404 404 403 403 404 403 404"),
    ("POST", "/assignments/{part}/close"): ({}, "422 403 404 404 403 403 404 403 404"),
    ("POST", "/assignments/{part}/return"): (WHY, "422 403 404 404 403 403 404 403 404"),
    ("POST", "/assignments/{part}/suspend"): (WHY, "200 403 404 404 403 403 404 403 404"),
    ("POST", "/assignments/{part}/resume"): (WHY, "422 403 404 404 403 403 404 403 404"),
    ("POST", "/assignments/{part}/cancel"): (WHY, "200 403 404 404 403 403 404 403 404"),
    ("POST", "/assignments/{part}/reopen"): (WHY, "422 403 404 404 403 403 404 403 404"),
    ("GET", "/speeches"): (None, "200 403 403 403 403 403 403 403 403"),
    ("GET", "/speeches/{speech}"): (None, "200 403 403 403 403 403 403 403 403"),
    ("POST", "/speeches"): ({"text": "县林业局要在3月底前完成补植。"}, "201 403 403 403 403 403 403 403 403"),
    ("POST", "/speeches/files"): (None, "422 422 422 422 422 403 422 422 422"),
}


@pytest.fixture
def things(world: World) -> dict[str, int]:
    """An issued item (财政局 leads, 审计局 supports) and its speech."""
    upper_office(world)
    stand_in(world)
    speech = a_speech(world)
    a_draft(speech, support=[a_name("审计部门")])
    item = register_speech(speech.pk, basis="会议", approver="县长", by=world.viewer("officer"), at=NOW)[0]
    operations.issue_all([item.pk], by=world.viewer("officer"), at=NOW)
    part = item.assignments.get(unit=world.units["财政局"])
    return {
        "item": item.pk,
        "part": part.pk,
        "speech": speech.pk,
        "source": a_source(world).pk,
        "forestry": world.units["林业局"].pk,
        "evidence": a_file(world, part).pk,
    }


def a_file(world: World, part: UnitAssignment) -> Evidence:
    """A file of an earlier report on a part that is issued again."""
    report = ProgressReport.objects.create(
        assignment=part, content="已开工", reported_by=world.lead_clerk, reported_at=NOW
    )
    made = Evidence(report=report, name="照片说明.txt", size=6, sha256="0" * 64)
    made.file.save("照片说明.txt", ContentFile("说明"))
    return made


def filled(body: object, things: dict[str, int]) -> object:
    """The body with the numbers of the things it names."""
    if not isinstance(body, dict):
        return body
    return {
        name: things[value[1:-1]] if isinstance(value, str) and value[:1] == "{" else value
        for name, value in body.items()
    }


@pytest.mark.parametrize("row", TABLE, ids=" ".join)
def test_each_client_gets_what_its_person_would(row, things, world):
    (method, path), (body, statuses) = row, TABLE[row]
    address, got = path.format(**things), {}
    for who in PEOPLE:
        with undone():
            client = asking(world, who)
            answer = client.get(address) if method == "GET" else client.post(address, filled(body, things))
        got[who] = str(answer.status_code)
        if answer.status_code >= 400:
            assert answer["Content-Type"] == "application/problem+json"
            told = answer.json()
            assert told["status"] == answer.status_code and told["code"] and told["detail"].endswith("。")
    assert got == dict(zip(PEOPLE, statuses.split(), strict=True))


def operations_of_api() -> set[tuple[str, str]]:
    return {
        (method.upper(), path.removeprefix("/api/v1"))
        for path, methods in api.get_openapi_schema(path_prefix="/api/v1")["paths"].items()
        for method in methods
    }


def test_every_operation_is_in_the_table():
    shape = {(method, re.sub(r"\{\w+\}", "{pk}", path)) for method, path in TABLE}
    assert operations_of_api() == shape


def test_every_operation_has_a_scope():
    assert sum(len(methods) for methods in NEEDED.values()) == len(operations_of_api())


def test_a_part_that_was_not_issued_is_unseen(world):
    speech = a_speech(world)
    a_draft(speech)
    item = register_speech(speech.pk, basis="会议", approver="县长", by=world.viewer("officer"), at=NOW)[0]
    part = item.assignments.get()
    assert asking(world, "lead_clerk").get(f"/assignments/{part.pk}").status_code == 404
    assert asking(world, "officer").post(f"/assignments/{part.pk}/issue").status_code == 200
    assert asking(world, "lead_clerk").get(f"/assignments/{part.pk}").status_code == 200
