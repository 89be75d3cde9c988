"""Bringing a ledger in through the pages: upload, columns, check, confirm, take back; and what the officer is told on the way."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from tests.support.build import LEDGER_HEAD, LEDGER_ROW, a_ledger
from tests.support.world import NOW
from tracker.items.ledger_import import working
from tracker.items.models import LedgerImport, ResponsibilityItem


@pytest.fixture
def client(world, signed_in):
    return signed_in(world.officer)


def upload(client, data: bytes):
    return client.post(
        reverse("console:ledger_upload"), {"file": SimpleUploadedFile("老台账.xlsx", data)}, follow=True
    )


def columns_of(page) -> dict[str, str]:
    """What the form of columns would send as it stands."""
    form = page.context["form"]
    return {name: form[name].value() if form[name].value() is not None else "" for name in form.fields}


def step(client, name: str, row: LedgerImport, given: dict | None = None):
    page = client.post(reverse(f"console:{name}", args=[row.pk]), given or {}, follow=True)
    working.work(row.pk, at=NOW)
    return page


def test_from_upload_to_items_and_back(client):
    page = upload(client, a_ledger(LEDGER_ROW, ("台-2", "<b>修</b>路", "财征局", *LEDGER_ROW[3:])))
    assert "每一项是哪一列" in page.content.decode() and "修订防汛预案" in page.content.decode()
    row = LedgerImport.objects.get()
    step(client, "ledger_columns", row, columns_of(page))
    page = client.get(reverse("console:ledger", args=[row.pk])).content.decode()
    assert (
        "可以导入1个" in page
        and "没有“财征局”这个单位，是不是：财政局" in page
        and "&lt;b&gt;修&lt;/b&gt;路" in page
    )
    assert not ResponsibilityItem.objects.exists()
    waiting = client.post(reverse("console:ledger_apply", args=[row.pk]), follow=True).content.decode()
    assert "等待导入" in waiting and 'hx-trigger="every 1s"' in waiting
    assert client.get(reverse("console:ledger_progress", args=[row.pk])).status_code == 200
    # The second click finds it under way.
    again = client.post(reverse("console:ledger_apply", args=[row.pk]), follow=True).content.decode()
    assert "现在是“等待导入”" in again
    working.work(row.pk, at=NOW)
    assert client.get(reverse("console:ledger_progress", args=[row.pk]))["HX-Refresh"] == "true"
    item = ResponsibilityItem.objects.get()
    assert item.item_no in client.get(reverse("console:ledger", args=[row.pk])).content.decode()
    history = client.get(reverse("portal:item", args=[item.pk])).content.decode()
    assert "台账导入" in history and "〔台账：老台账.xlsx第3行，原编号台-1〕" in history
    step(client, "ledger_undo", row)
    assert "已撤回" in client.get(reverse("console:ledger", args=[row.pk])).content.decode()
    assert client.get(reverse("portal:item", args=[item.pk])).status_code == 404


def test_unknown_names_are_settled_on_the_page(client, world):
    page = upload(client, a_ledger(("台-2", "修路", "财征局", *LEDGER_ROW[3:])))
    row = LedgerImport.objects.get()
    step(client, "ledger_columns", row, columns_of(page))
    page = client.get(reverse("console:ledger", args=[row.pk])).content.decode()
    assert "“财征局”是" in page and "最像的" in page
    step(client, "ledger_words", row, {"name-0": f"unit:{world.units['财政局'].pk}"})
    assert "可以导入1个" in client.get(reverse("console:ledger", args=[row.pk])).content.decode()


def test_what_is_wrong_with_the_columns_is_said_and_the_choice_stays(client):
    page = upload(client, a_ledger(head=("甲", "乙", *LEDGER_HEAD[2:])))
    row = LedgerImport.objects.get()
    answer = client.post(
        reverse("console:ledger_columns", args=[row.pk]), {**columns_of(page), "col-task": ""}
    )
    assert answer.status_code == 422 and "请选择“工作任务”是哪一列" in answer.content.decode()
    given = {**columns_of(page), "col-task": "2", "reference_on": "0202-01-01"}
    text = client.post(reverse("console:ledger_columns", args=[row.pk]), given).content.decode()
    assert "请核对年份" in text and 'value="0202-01-01"' in text
    given = {**columns_of(page), "col-task": "2", "col-lead": "2"}
    text = client.post(reverse("console:ledger_columns", args=[row.pk]), given).content.decode()
    assert "一列只能对应一项" in text


def test_a_bad_file_is_explained_at_the_field(client):
    page = upload(client, b"not a workbook")
    assert page.status_code == 422 and "不是 Excel 工作簿" in page.content.decode()


def test_the_problems_are_exported_by_row_and_column(client):
    page = upload(client, a_ledger(("台-2", "", "财征局", *LEDGER_ROW[3:])))
    row = LedgerImport.objects.get()
    step(client, "ledger_columns", row, columns_of(page))
    data = b"".join(client.get(reverse("console:ledger_problems", args=[row.pk])).streaming_content)
    rows = list(load_workbook(io.BytesIO(data)).active.iter_rows(min_row=3, values_only=True))
    assert [line[3] for line in rows] == ["重点任务", "责任单位"] and {line[0] for line in rows} == {3}


def test_a_ledger_is_thrown_away_until_it_is_in(client):
    upload(client, a_ledger())
    row = LedgerImport.objects.get()
    assert (
        "已放弃"
        in client.post(reverse("console:ledger_discard", args=[row.pk]), follow=True).content.decode()
    )
    assert not LedgerImport.objects.exists()


def test_the_page_of_rows_takes_as_many_queries_however_many(client, django_assert_max_num_queries):
    page = upload(client, a_ledger(*[(f"台-{n}", *LEDGER_ROW[1:]) for n in range(60)]))
    row = LedgerImport.objects.get()
    step(client, "ledger_columns", row, columns_of(page))
    with django_assert_max_num_queries(12):
        client.get(reverse("console:ledger", args=[row.pk]))
