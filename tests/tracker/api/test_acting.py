"""Acts over the interface: the operations of the pages, once for each key, with the present state where they fail."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.support.build import an_assignment
from tests.support.world import NOW
from tests.tracker.api.asking import asking
from tracker.api.idempotency import forgotten
from tracker.api.models import IdempotencyKey
from tracker.items.boards import doer_words
from tracker.items.history import broken_links
from tracker.items.models import Event, ExtensionRequest, ProgressReport, UnitAssignment
from tracker.items.states import State
from tracker.jobs.tasks import housekeeping

REPORT = {"content": "已完成招标", "percent": 40}


def test_a_duty_goes_through_its_life(world):
    part = an_assignment(world)
    officer, clerk = asking(world, "officer"), asking(world, "lead_clerk")
    at = f"/assignments/{part.pk}"
    assert officer.post(f"{at}/issue").json()["state"] == "issued"
    assert clerk.get(at).json()["acts"] == ["acknowledge", "ask_extension"]
    assert clerk.post(f"{at}/acknowledge").json()["state"] == "acknowledged"
    reported = clerk.post(f"{at}/reports", REPORT)
    assert reported.status_code == 201
    assert (
        reported.json()["assignment"]["last_percent"] == 40
        and reported.json()["report"]["content"] == "已完成招标"
    )
    assert clerk.post(f"{at}/unchanged").json()["report"]["is_unchanged"] is True
    assert clerk.post(f"{at}/request-close").json()["state"] == "close_requested"
    assert officer.post(f"{at}/return", {"reason": "材料不全"}).json()["state"] == "returned"
    assert clerk.post(f"{at}/request-close").json()["state"] == "close_requested"
    assert officer.post(f"{at}/verify").json()["state"] == "verifying"
    assert officer.post(f"{at}/close").json()["state"] == "closed"
    assert officer.post(f"{at}/reopen", {"reason": "复发"}).json()["state"] == "reopened"
    assert officer.post(f"{at}/suspend", {"reason": "等待"}).json()["state"] == "suspended"
    assert officer.post(f"{at}/resume", {"reason": "继续"}).json()["state"] == "issued"
    assert officer.post(f"{at}/cancel", {"reason": "取消"}).json()["state"] == "cancelled"
    assert list(broken_links()) == []


def test_the_history_says_how_it_was_done(world):
    part = an_assignment(world, state=State.ISSUED)
    asking(world, "lead_clerk").post(f"/assignments/{part.pk}/acknowledge")
    line = Event.objects.get(act="acknowledge")
    assert (line.by, doer_words(line)) == (world.lead_clerk, "钱小明（数据接口）")


def test_the_same_key_and_body_get_the_same_answer(world):
    part = an_assignment(world, state=State.ACKNOWLEDGED)
    clerk, path = asking(world, "lead_clerk"), f"/assignments/{part.pk}/reports"
    first = clerk.post(path, REPORT, key="the-same-key")
    again = clerk.post(path, REPORT, key="the-same-key")
    assert (again.status_code, again.json()) == (201, first.json())
    assert "Idempotent-Replayed" not in first and again["Idempotent-Replayed"] == "true"
    assert ProgressReport.objects.count() == 1


@pytest.mark.parametrize("other", [{"content": "别的"}, {**REPORT, "revision": 1}])
def test_the_same_key_with_another_body_is_refused(world, other):
    part = an_assignment(world, state=State.ACKNOWLEDGED)
    clerk, path = asking(world, "lead_clerk"), f"/assignments/{part.pk}/reports"
    clerk.post(path, REPORT, key="the-same-key")
    answer = clerk.post(path, other, key="the-same-key")
    assert (answer.status_code, answer.json()["code"]) == (422, "key_used")
    assert ProgressReport.objects.count() == 1


def test_the_same_key_for_another_act_is_refused(world):
    part = an_assignment(world, state=State.ISSUED)
    clerk = asking(world, "lead_clerk")
    clerk.post(f"/assignments/{part.pk}/acknowledge", key="the-same-key")
    answer = clerk.post(f"/assignments/{part.pk}/request-close", key="the-same-key")
    assert answer.json()["code"] == "key_used"


def test_another_client_has_keys_of_its_own(world):
    part = an_assignment(world, state=State.ACKNOWLEDGED)
    for _ in range(2):
        asking(world, "lead_clerk").post(f"/assignments/{part.pk}/reports", REPORT, key="the-same-key")
    assert ProgressReport.objects.count() == 2


def test_what_was_refused_leaves_its_key_free(world):
    part = an_assignment(world, state=State.ISSUED)
    clerk, path = asking(world, "lead_clerk"), f"/assignments/{part.pk}/reports"
    assert clerk.post(path, REPORT, key="the-same-key").status_code == 422
    assert IdempotencyKey.objects.count() == 0
    clerk.post(f"/assignments/{part.pk}/acknowledge")
    assert clerk.post(path, REPORT, key="the-same-key").status_code == 201


def test_a_kept_answer_is_for_nobody_who_may_no_longer_see_it(world):
    part = an_assignment(world, state=State.ISSUED)
    clerk, path = asking(world, "lead_clerk"), f"/assignments/{part.pk}/acknowledge"
    assert clerk.post(path, key="the-same-key").status_code == 200
    UnitAssignment.objects.filter(pk=part.pk).update(unit=world.units["林业局"])
    assert clerk.post(path, key="the-same-key").status_code == 404


def test_a_key_is_forgotten_after_a_day(world):
    part = an_assignment(world, state=State.ISSUED)
    asking(world, "lead_clerk").post(f"/assignments/{part.pk}/acknowledge", key="the-same-key")
    assert not forgotten(NOW + dt.timedelta(hours=24)).exists()
    later = NOW + dt.timedelta(hours=24, seconds=1)
    assert forgotten(later).count() == 1
    assert housekeeping(later) >= 1 and IdempotencyKey.objects.count() == 0


def test_a_write_without_a_key_is_refused_by_name(world):
    part = an_assignment(world, state=State.ISSUED)
    clerk = asking(world, "lead_clerk")
    answer = clerk.http.post(
        f"/api/v1/assignments/{part.pk}/acknowledge", {}, content_type="application/json"
    )
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "Idempotency-Key", "message": "必须填写。"}]
    assert clerk.post(f"/assignments/{part.pk}/acknowledge", key="短 键").json()["code"] == "invalid"
    assert Event.objects.filter(act="acknowledge").count() == 0


@pytest.mark.parametrize("act", ["acknowledge", "cancel"])
def test_an_old_revision_is_told_the_present_state(world, act):
    part = an_assignment(world, state=State.ISSUED)
    client = asking(world, "lead_clerk" if act == "acknowledge" else "officer")
    body = {"revision": part.revision + 5, **({"reason": "重复"} if act == "cancel" else {})}
    answer = client.post(f"/assignments/{part.pk}/{act}", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "stale")
    present = answer.json()["present"]
    assert (present["state"], present["revision"]) == ("issued", part.revision)
    assert (
        client.post(f"/assignments/{part.pk}/{act}", {**body, "revision": part.revision}).status_code == 200
    )


def test_a_refusal_says_why_and_how_it_is_now(world):
    part = an_assignment(world, state=State.ISSUED)
    told = asking(world, "lead_clerk").post(f"/assignments/{part.pk}/request-close").json()
    assert (told["code"], told["present"]["state"]) == ("refused", "issued")
    assert told["detail"] == "财政局的这项任务现在是“待签收”，不能申请销号。"


def test_a_later_date_is_asked_for_once(world):
    part = an_assignment(world, state=State.ACKNOWLEDGED)
    clerk, path = asking(world, "lead_clerk"), f"/assignments/{part.pk}/ask-extension"
    body = {"new_due_on": "2026-03-30", "reason": "等待资料"}
    assert clerk.post(path, body).json()["asked_due_on"] == "2026-03-30"
    assert clerk.post(path, body).json()["code"] == "refused"
    assert ExtensionRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ({}, "content", "必须填写。"),
        ({"content": ["已"]}, "content", "应是文字。"),
        ({"content": "长" * 4001}, "content", "不能超过4000个字符。"),
        ({"content": "坏\0字"}, "content", "含有无法处理的字符，请删去后重试。"),
        ({"content": "好", "percent": 101}, "percent", "不能大于100。"),
        ({"content": "好", "percent": "多"}, "percent", "应是整数。"),
        ({"content": "好", "percent": 10**30}, "percent", ""),
        ({"content": "好", "amount": "NaN"}, "amount", ""),
        ({"content": "好", "amount": "1e400"}, "amount", ""),
        ({"content": "好", "amount": -1}, "amount", "不能小于0。"),
        ({"content": "好", "revision": 2**40}, "revision", ""),
        ({"content": "好", "precent": 3}, "precent", "没有这个字段。"),
    ],
)
def test_a_field_that_does_not_fit_is_named(world, body, field, words):
    part = an_assignment(world, state=State.ACKNOWLEDGED)
    answer = asking(world, "lead_clerk").post(f"/assignments/{part.pk}/reports", body)
    assert answer.status_code == 422
    (wrong,) = answer.json()["errors"]
    assert wrong["field"] == field and words in wrong["message"]
    assert ProgressReport.objects.count() == 0


@pytest.mark.parametrize(
    ("data", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 200_000, "application/json", 400),
        (b'{"content": "\\ud800"}', "application/json", 422),
        (b"[]", "application/json", 422),
        (b"null", "application/json", 422),
        (b"7", "application/json", 422),
        (b'"' + b"x" * 6_000_000 + b'"', "application/json", 413),
        (b"content=a", "application/x-www-form-urlencoded", 400),
        (
            b"--x\r\nContent-Disposition: form-data; name=content\r\n\r\na\r\n--x--",
            "multipart/form-data; boundary=x",
            415,
        ),
        (b"", "application/json", 422),
    ],
    ids=lambda value: str(value)[:30],
)
def test_hostile_bodies_are_problems_and_never_errors(world, data, kind, status):
    part = an_assignment(world, state=State.ACKNOWLEDGED)
    http = asking(world, "lead_clerk").http
    answer = http.generic(
        "POST",
        f"/api/v1/assignments/{part.pk}/reports",
        data,
        content_type=kind,
        headers={"Idempotency-Key": "key-of-hostile"},
    )
    assert answer.status_code == status, answer.content[:300]
    assert answer["Content-Type"] == "application/problem+json"
    assert (ProgressReport.objects.count(), IdempotencyKey.objects.count()) == (0, 0)
