"""没有送达的消息: the page of dead letters, with what sending many again would do before it is done. Addresses and templates are the console's."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act
from tracker.common.downloads import download
from tracker.common.errors import Refused
from tracker.common.sheets import Column, write
from tracker.notices import dead_letters
from tracker.notices.channels import CHANNELS
from tracker.notices.models import Message

PAGE, MOST_EXPORTED = 30, 20_000
COLUMNS = (
    Column("生成时间", 18), Column("消息", 50, wrap=True), Column("收件人", 14), Column("渠道", 18), Column("地址", 30), Column("次数", 8),
    Column("原因", 50, wrap=True),
)  # fmt: skip


class AskedForm(forms.Form):
    """Which of them: a channel, and words that stand in subject, recipient, address or reason."""

    channel = forms.ChoiceField(required=False)
    q = forms.CharField(required=False, max_length=60)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        kinds = [(kind, dead_letters.channel_label(kind)) for kind in CHANNELS if kind != "inapp"]
        self.fields["channel"].choices = [("", "全部渠道"), *kinds]  # type: ignore[attr-defined]
        self.is_valid()

    @property
    def rows(self) -> QuerySet[Message]:
        asked = self.cleaned_data
        return dead_letters.matching(channel=asked.get("channel", ""), words=asked.get("q", ""))


@needs(Act.SEE_STATUS)
@require_safe
def letters(request: ViewerRequest) -> HttpResponse:
    """The list, newest first."""
    form = AskedForm(request.GET)
    page = Paginator(form.rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "letters": dead_letters.letters(list(page.object_list)),
        "asked": request.GET.urlencode(),
    }
    return render(request, "console/dead_letters.html", context)


@needs(Act.SEE_STATUS)
@require_safe
def letters_export(request: ViewerRequest) -> HttpResponseBase:
    """The list with the same question in its address, as .xlsx."""
    found = dead_letters.letters(AskedForm(request.GET).rows[:MOST_EXPORTED])
    rows = (
        (f"{timezone.localtime(one.created_at):%Y-%m-%d %H:%M}", one.subject, one.recipient, one.channel, one.address, one.attempts, one.error)
        for one in found
    )  # fmt: skip
    data = write("没有送达的消息", COLUMNS, rows)
    return download(data, f"没有送达的消息{timezone.localdate():%Y%m%d}.xlsx")


@needs(Act.SEE_STATUS)
@require_POST
def letters_retry(request: ViewerRequest) -> HttpResponse:
    """重发选中的或筛选出的: first what would go where, then, with `sure`, the act."""
    if request.POST.get("all"):
        rows = AskedForm(request.POST).rows
    else:
        rows = dead_letters.matching().filter(pk__in=chosen(request))
    if request.POST.get("sure"):
        number = dead_letters.retry_many(chosen(request), by=request.viewer, at=timezone.now())
        messages.success(request, f"{number}条消息已重新排队，将在几分钟内再次发送。")
        return redirect("console:dead_letters")
    try:
        context = preview(rows)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("console:dead_letters")
    return render(request, "console/dead_letters_retry.html", context)


def preview(rows: QuerySet[Message]) -> dict[str, Any]:
    """What the page of the question shows. Raises Refused where nothing was chosen."""
    found = dead_letters.preview(rows)
    if not found:
        raise Refused("请先勾选要重发的消息。")
    going = [one for one in found if not one.why]
    left = rows.count() - len(found)
    return {"going": going, "staying": [one for one in found if one.why], "left": left}


def chosen(request: ViewerRequest) -> list[int]:
    """The messages ticked; what is no number is none."""
    return [int(text) for text in request.POST.getlist("message") if text.isdecimal() and len(text) < 19]
