"""Lists, pages, the stream of events, speeches: what comes, in which order, with how many queries."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.support.build import COLLECTION, a_speech, an_assignment
from tests.support.world import TODAY
from tests.tracker.api.asking import asking
from tracker.items import operations
from tracker.items.feed import events_after
from tracker.items.models import Event
from tracker.items.states import State
from tracker.meetings.models import Source, Speech

MARKED = "机密★5年\n\n在专题会议上的讲话\n同志们：\n县财政局要在3月20日前完成预算审计。"


def pages(client, path: str, rows: str, **asked) -> list[dict]:
    """Everything a list gives, page by page."""
    found, after = [], ""
    while after is not None:
        told = client.get(path, **asked, **({"after": after} if after else {})).json()
        found, after = [*found, *told[rows]], told["next"]
    return found


@pytest.mark.parametrize("sort", ["due", "-due", "light", "no", "-no", "registered"])
def test_pages_of_items_leave_nothing_out_and_repeat_nothing(world, sort):
    made = [
        an_assignment(world, unit, state=State.IN_PROGRESS) for unit in ("财政局", "审计局", "林业局") * 3
    ]
    found = pages(asking(world, "officer"), "/items", "items", sort=sort, limit=2)
    assert sorted(item["id"] for item in found) == sorted(part.item_id for part in made)
    assert all(len(item["assignments"]) == 1 for item in found)


def test_the_filters_are_those_of_the_page(world):
    late = an_assignment(world, state=State.IN_PROGRESS, due_on=TODAY.replace(day=1))
    an_assignment(world, "林业局", state=State.IN_PROGRESS)
    officer = asking(world, "officer")
    for asked in (
        {"light": "red"},
        {"unit": late.unit_id},
        {"due_to": "2026-03-01"},
        {"q": late.item.item_no},
    ):
        assert [item["id"] for item in officer.get("/items", **asked).json()["items"]] == [late.item_id]
        assert [part["id"] for part in officer.get("/assignments", **asked).json()["assignments"]] == [
            late.pk
        ]


def test_assignments_go_on_from_the_last_one(world):
    made = [an_assignment(world, state=State.ISSUED).pk for _ in range(5)]
    an_assignment(world, "林业局", state=State.ISSUED)
    found = pages(asking(world, "lead_clerk"), "/assignments", "assignments", limit=2)
    assert [part["id"] for part in found] == made
    assert found[0]["unit"] == "财政局" and found[0]["light"]["colour"] == "green"


@pytest.mark.parametrize(
    ("path", "asked", "code"),
    [
        ("/items", {"light": "pink"}, "invalid"),
        ("/items", {"limit": 0}, "invalid"),
        ("/items", {"limit": 101}, "invalid"),
        ("/items", {"due_from": "2026-13-45"}, "invalid"),
        ("/items", {"unit": "9" * 40}, "invalid"),
        ("/items", {"after": "x"}, "bad_cursor"),
        ("/items", {"q": "词" * 61}, "invalid"),
        ("/assignments", {"after": "-1"}, "bad_cursor"),
        ("/assignments", {"after": "²"}, "bad_cursor"),
        ("/assignments", {"after": "9" * 30}, "bad_cursor"),
        ("/events", {"cursor": -1}, "invalid"),
        ("/events", {"cursor": "1e9"}, "invalid"),
        ("/speeches", {"after": "2026-02-30.1"}, "bad_cursor"),
        ("/speeches", {"after": "2026-02-20.99999999999999999"}, "bad_cursor"),
    ],
)
def test_nonsense_in_a_question_is_told(world, path, asked, code):
    answer = asking(world, "officer").get(path, **asked)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.parametrize("after", ["0.2026-03-20.99999999999999999999", "9999..1", "-5..1", "0..0"])
def test_a_made_up_place_in_the_list_is_a_place_and_no_error(world, after):
    an_assignment(world, state=State.ISSUED)
    assert asking(world, "officer").get("/items", after=after).status_code == 200


def test_addresses_and_methods_that_are_none_are_problems(world):
    officer = asking(world, "officer")
    for answer, status in (
        (officer.get("/nothing"), 404),
        (officer.get("/assignments/99999999999999999999999"), 404),
        (officer.get("/assignments/x"), 404),
        (officer.http.delete("/api/v1/items"), 405),
        (officer.get("/assignments/1/acknowledge"), 405),
    ):
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert officer.http.delete("/api/v1/items")["Allow"] == "GET"


def test_the_stream_gives_each_line_once_in_order(world):
    part = an_assignment(world)
    operations.issue(part.pk, by=world.viewer("officer"), at=part.item.registered_at)
    client, cursor, seen = asking(world, "officer"), 0, []
    while True:
        told = client.get("/events", cursor=cursor, limit=1).json()
        seen, cursor = [*seen, *told["events"]], told["cursor"]
        if not told["has_more"]:
            break
    assert [line["id"] for line in seen] == list(Event.objects.order_by("pk").values_list("pk", flat=True))
    assert seen[-1]["label"] == "交办" and seen[-1]["by"] == "周督查" and seen[-1]["unit"] == "财政局"
    assert client.get("/events", cursor=cursor).json() == {"events": [], "cursor": cursor, "has_more": False}
    operations.acknowledge(part.pk, by=world.viewer("lead_clerk"), at=part.item.registered_at)
    assert [line["act"] for line in client.get("/events", cursor=cursor).json()["events"]] == ["acknowledge"]


@pytest.mark.parametrize(
    ("who", "acts"),
    [("lead_clerk", ["issue", "acknowledge"]), ("stranger", []), ("leader", ["issue", "acknowledge"])],
)
def test_the_stream_holds_only_what_the_person_may_see(world, who, acts):
    mine, other = an_assignment(world), an_assignment(world, "柳河镇")
    for part in (mine, other):
        operations.issue(part.pk, by=world.viewer("officer"), at=part.item.registered_at)
    operations.acknowledge(mine.pk, by=world.viewer("lead_clerk"), at=mine.item.registered_at)
    told = asking(world, who).get("/events").json()
    assert [line["act"] for line in told["events"] if line["assignment_id"]] == acts
    assert {line["item_id"] for line in told["events"]} <= {mine.item_id}
    # Also who saw nothing goes on from the end, not from the beginning again.
    assert told["cursor"] == Event.objects.order_by("-pk").first().pk


def test_the_stream_and_the_page_show_a_viewer_the_same_lines(world):
    from tracker.items.queries import events_of

    part = an_assignment(world)
    operations.issue(part.pk, by=world.viewer("officer"), at=part.item.registered_at)
    for who in ("officer", "lead_clerk", "leader"):
        viewer = world.viewer(who)
        streamed = {event.pk for event in events_after(viewer, 0, size=500).events}
        assert streamed == {event.pk for event in events_of(viewer, part.item)}


QUERIES = {"/items": 13, "/assignments": 7, "/events": 7, "/speeches": 6}


@pytest.mark.parametrize("path", QUERIES)
@pytest.mark.parametrize("who", ["officer", "lead_clerk"])
def test_more_rows_cost_no_more_queries(world, path, who, django_assert_max_num_queries):
    if path == "/speeches" and who != "officer":
        pytest.skip("liaisons see no speeches")
    client = asking(world, who)
    for many in (1, 8):
        for _ in range(many):
            part = an_assignment(world)
            operations.issue(part.pk, by=world.viewer("officer"), at=part.item.registered_at)
        client.get(path)
        with django_assert_max_num_queries(QUERIES[path]):
            assert client.get(path).status_code == 200


def test_speeches_go_on_from_the_last_one(world):
    made = [a_speech(world, f"第{n}篇。", held_on=TODAY.replace(day=1 + n % 2)).pk for n in range(5)]
    officer = asking(world, "officer")
    found = pages(officer, "/speeches", "speeches", limit=2)
    assert sorted(one["id"] for one in found) == made
    assert [one["held_on"] for one in found] == sorted((one["held_on"] for one in found), reverse=True)
    assert "text" not in found[0] and officer.get(f"/speeches/{made[0]}").json()["text"] == "第0篇。"


TEXT = "在全县工作会议上的讲话\n2026年3月2日\n同志们：\n县财政局要在3月20日前完成预算审计，审计部门配合。"


def test_a_speech_comes_in_once_for_its_key(world):
    officer = asking(world, "officer")
    first = officer.post("/speeches", {"text": TEXT, "name": "讲话.txt"}, key="the-same-key")
    assert first.status_code == 201 and first.json()["speeches"][0]["state"] == "received"
    again = officer.post("/speeches", {"text": TEXT, "name": "讲话.txt"}, key="the-same-key")
    assert again.json() == first.json() and again["Idempotent-Replayed"] == "true"
    assert officer.post("/speeches", {"text": TEXT + "另"}, key="the-same-key").json()["code"] == "key_used"
    told = officer.post("/speeches", {"text": TEXT})
    assert (told.status_code, told.json()["code"]) == (422, "duplicate")
    assert (Source.objects.count(), Speech.objects.count()) == (1, 1)


def upload(client, name: str, data: bytes, key: str = "key-of-upload"):
    file = SimpleUploadedFile(name, data)
    return client.http.post("/api/v1/speeches/files", {"file": file}, headers={"Idempotency-Key": key})


def test_a_file_comes_in_as_on_the_page(world):
    officer = asking(world, "officer")
    told = upload(officer, "../讲话.txt", TEXT.encode("gb18030")).json()
    assert told["name"] == "讲话.txt" and told["state"] == "taken"
    many = upload(officer, "汇编.txt", COLLECTION.encode(), "key-of-many").json()
    assert (many["state"], many["parts"], many["speeches"]) == ("waiting", 2, [])
    assert upload(officer, "x.docx", b"PK\x03\x04broken", "key-of-broken").json()["code"] == "unreadable"


def test_a_classified_text_is_refused_and_nothing_of_it_kept(world):
    from tracker.api.models import IdempotencyKey

    officer = asking(world, "officer")
    for answer in (officer.post("/speeches", {"text": MARKED}), upload(officer, "讲话.txt", MARKED.encode())):
        assert (answer.status_code, answer.json()["code"]) == (422, "classified")
        assert "预算审计" not in answer.content.decode()
    assert (Source.objects.count(), Speech.objects.count(), IdempotencyKey.objects.count()) == (0, 0, 0)


def test_a_file_that_is_too_large_is_refused(world, settings):
    settings.UPLOAD_MAX_BYTES = 1000
    answer = upload(asking(world, "officer"), "讲话.txt", b"x" * 1001)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
