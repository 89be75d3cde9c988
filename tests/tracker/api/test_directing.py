"""Dates, urging, who carries a part, files, remarks and handed-in speeches over the interface: the operations of the pages."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.support.build import a_source, an_assignment
from tests.support.world import NOW, person
from tests.tracker.api.asking import Asking, asking
from tracker.items.models import Chase, Comment, Evidence, ExtensionRequest, ProgressReport
from tracker.items.states import State
from tracker.meetings.models import Source, Speech
from tracker.org.models import Post, Unit

LATER = {"new_due_on": "2026-03-30", "reason": "等待资料"}


@pytest.mark.parametrize(("granted", "due_on"), [(True, "2026-03-30"), (False, "2026-03-20")])
def test_a_request_for_a_later_date_is_answered(world, granted, due_on):
    part = an_assignment(world, state=State.ISSUED)
    assert (
        asking(world, "lead_clerk")
        .post(f"/assignments/{part.pk}/ask-extension", LATER)
        .json()["asked_due_on"]
        == LATER["new_due_on"]
    )
    answer = asking(world, "officer").post(
        f"/assignments/{part.pk}/answer-extension", {"granted": granted, "answer": "已核对资料情况"}
    )
    assert (answer.status_code, answer.json()["due_on"], answer.json()["asked_due_on"]) == (200, due_on, None)
    assert ExtensionRequest.objects.get().answer == "已核对资料情况"


def test_a_refusal_needs_words_and_a_waiting_request(world):
    part = an_assignment(world, state=State.ISSUED)
    officer, path = asking(world, "officer"), f"/assignments/{part.pk}/answer-extension"
    assert "没有等待答复" in officer.post(path, {"granted": False, "answer": "不行"}).json()["detail"]
    asking(world, "lead_clerk").post(f"/assignments/{part.pk}/ask-extension", LATER)
    assert officer.post(path, {"granted": False}).status_code == 422
    assert ExtensionRequest.objects.get().state == ExtensionRequest.State.ASKED


def test_the_office_sets_another_date(world):
    part = an_assignment(world, state=State.ISSUED)
    answer = asking(world, "officer").post(f"/assignments/{part.pk}/reschedule", LATER).json()
    assert (answer["due_on"], answer["original_due_on"]) == ("2026-03-30", "2026-03-20")


def test_urging_once_a_day(world):
    part = an_assignment(world, state=State.ISSUED)
    officer, path = asking(world, "officer"), f"/assignments/{part.pk}/chase"
    with time_machine.travel(NOW + dt.timedelta(days=1), tick=False):
        assert officer.post(path, {"words": "请抓紧"}, key="urge-once").status_code == 200
        assert officer.post(path, {"words": "请抓紧"}, key="urge-once").status_code == 200
        assert "一天只催一次" in officer.post(path).json()["detail"]
    assert Chase.objects.get().words == "请抓紧"


def test_another_unit_goes_on(world):
    part = an_assignment(world, state=State.ISSUED)
    forestry = next(
        one["id"] for one in asking(world, "officer").get("/units").json()["units"] if one["name"] == "林业局"
    )
    answer = asking(world, "officer").post(
        f"/assignments/{part.pk}/hand-over", {"unit_id": forestry, "reason": "职责调整"}
    )
    (made,) = answer.json()["assignments"]
    assert (answer.status_code, made["unit"], made["state"]) == (201, "林业局", "issued")
    assert asking(world, "officer").get(f"/assignments/{part.pk}").json()["state"] == "cancelled"
    assert asking(world, "stranger").get(f"/assignments/{made['id']}").status_code == 200


def test_the_unit_hands_parts_down(world):
    part = an_assignment(world, state=State.ACKNOWLEDGED)
    section = Unit.objects.create(
        name="青禾县财政局预算股", short_name="预算股", kind=Unit.Kind.OTHER, parent=world.units["财政局"]
    )
    world.units["预算股"] = section
    person(world, "section", "何股长", Post.Role.LIAISON, "预算股")
    body = {"unit_ids": [section.pk], "task": "清理本级账目", "due_on": "2026-03-15"}
    clerk, path = asking(world, "lead_clerk"), f"/assignments/{part.pk}/hand-down"
    (made,) = clerk.post(path, body).json()["assignments"]
    assert (made["unit"], made["upper_id"], made["due_on"]) == ("预算股", part.pk, "2026-03-15")
    assert asking(world, "section").get(f"/assignments/{made['id']}").json()["task"] == "清理本级账目"
    assert clerk.post(path, {**body, "unit_ids": []}).json()["code"] == "invalid"


def sent_files(client: Asking, path: str, key: str, *files: SimpleUploadedFile, content: str = "已完成招标"):
    """A report with files as a program sends it."""
    return client.http.post(
        f"/api/v1{path}",
        {"content": content, "percent": 40, "evidence": list(files)},
        headers={"Idempotency-Key": key},
    )


def test_a_report_brings_its_files(world):
    part = an_assignment(world, state=State.ACKNOWLEDGED)
    clerk, path = asking(world, "lead_clerk"), f"/assignments/{part.pk}/reports/files"
    words = SimpleUploadedFile("招标公告.txt", "公告全文".encode())
    first = sent_files(clerk, path, "with-files", words)
    (file,) = first.json()["report"]["evidence"]
    assert (first.status_code, file["name"], file["size"]) == (201, "招标公告.txt", 12)
    words.seek(0)
    assert sent_files(clerk, path, "with-files", words).json() == first.json()
    other = SimpleUploadedFile("招标公告.txt", "另一全文".encode())
    assert sent_files(clerk, path, "with-files", other).json()["code"] == "key_used"
    assert ProgressReport.objects.count() == Evidence.objects.count() == 1
    answer = asking(world, "officer").get(f"/evidence/{file['id']}")
    assert b"".join(answer.streaming_content).decode() == "公告全文"
    assert answer["X-Content-Type-Options"] == "nosniff" and "sandbox" in answer["Content-Security-Policy"]


def test_a_file_that_may_not_come_leaves_nothing(world):
    part = an_assignment(world, state=State.ACKNOWLEDGED)
    answer = sent_files(
        asking(world, "lead_clerk"),
        f"/assignments/{part.pk}/reports/files",
        "bad-file",
        SimpleUploadedFile("脚本.html", b"<script>"),
    )
    assert answer.status_code == 422 and "脚本.html" in answer.json()["detail"]
    assert not ProgressReport.objects.exists()


def test_remarks_are_written_once_and_read(world):
    part = an_assignment(world, state=State.ISSUED)
    clerk, path = asking(world, "lead_clerk"), f"/items/{part.item_id}/comments"
    body = {"text": "资料已齐。", "assignment_id": part.pk}
    first = clerk.post(path, body, key="one-remark")
    assert clerk.post(path, body, key="one-remark").json() == first.json()
    assert Comment.objects.count() == 1
    (read,) = asking(world, "officer").get(path).json()["comments"]
    assert (read["text"], read["assignment_id"]) == ("资料已齐。", part.pk) and "钱小明" in read["by"]
    assert clerk.post(path, {"text": "？", "assignment_id": part.pk + 1000}).status_code == 404


def test_of_a_collection_the_wanted_speeches_are_kept(world):
    source = a_source(world)
    officer, path = asking(world, "officer"), f"/sources/{source.pk}"
    told = officer.get(path).json()
    assert (told["state"], [one["number"] for one in told["choices"]]) == ("waiting", [0, 1])
    kept = officer.post(f"{path}/keep", {"numbers": [1]}).json()
    assert [speech["title"] for speech in kept["speeches"]] == [told["choices"][1]["title"]]
    assert kept["choices"] == [] and Speech.objects.count() == 1
    assert officer.post(f"{path}/discard").json()["code"] == "refused"


def test_what_is_thrown_away_is_gone_and_said_again_to_whoever_repeats(world):
    source = a_source(world)
    officer, path = asking(world, "officer"), f"/sources/{source.pk}/discard"
    assert officer.post(path, key="throw-away").status_code == 204
    again = officer.post(path, key="throw-away")
    assert (again.status_code, again["Idempotent-Replayed"]) == (204, "true")
    assert officer.post(path).status_code == 404 and not Source.objects.exists()


def test_a_token_for_reports_alone_directs_nothing(world):
    part = an_assignment(world, state=State.ISSUED)
    narrow = asking(world, "officer", ("read", "settle"))
    assert narrow.post(f"/assignments/{part.pk}/reschedule", LATER).json()["code"] == "out_of_scope"
    assert narrow.post(f"/items/{part.item_id}/comments", {"text": "好。"}).json()["code"] == "out_of_scope"
