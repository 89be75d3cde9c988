"""What the review desk is given: the queries of one page, asked in one place, so that their number can be pinned."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from tracker.access.guards import ViewerRequest
from tracker.access.policy import Act
from tracker.items.charge import leaders_on, proposal
from tracker.items.registration import names_on, parts_of
from tracker.meetings import queries, unsaved_forms
from tracker.meetings.models import Draft, Speech, UnsavedForm

from .announcing import sheets
from .asking import cards_of
from .draft_form import RHYTHMS, DraftForm, initial
from .forms import SURENESS, RegisterForm
from .review import CARD_ICONS, LEGEND, TALLY, desk


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an act: what was done (`said`) or why not (`problem`), the draft to go on with (`lit`).

    `touched` are the drafts whose cards are drawn anew, None for all; `with_regimes` brings the announced regimes along.
    """

    said: str = ""
    problem: str = ""
    status: int = 200
    lit: int = 0
    touched: Collection[int] | None = None
    with_regimes: bool = False


EVERYTHING = Outcome()


def desk_of(
    request: ViewerRequest, found: Speech, touched: Collection[int] | None = None
) -> dict[str, object]:
    """The context of the desk itself: text, drafts and tally. `drawn` keeps what is alike on every card (templatetags/cards.py).

    Cards are drawn for the drafts `touched` and those that state one of them again, or for all: then most are out of sight (`asleep`).
    """
    show_all = wants_all(request)
    drafts = queries.drafts_of(found, all_candidates=show_all)
    may_decide = request.viewer.may(Act.DECIDE_DRAFT)
    shown = drafts
    if touched is not None:
        shown = [draft for draft in drafts if draft.pk in touched or draft.same_as_id in touched]
    cards = cards_of(request.viewer, found, shown, beside=drafts)
    addition, registration = (
        unsaved_forms.left_on_desk(found.pk, request.viewer) if may_decide else (None, None)
    )
    return {
        "speech": found,
        "drawn": {},
        "asleep": may_decide and touched is None,
        "card_icons": CARD_ICONS,
        "desk": desk(found, drafts, {card.draft.pk: card for card in cards}),
        "may_decide": may_decide,
        "addition": addition,
        "registration": registration,
        "show_all": show_all,
        "tally": TALLY,
        "legend": LEGEND,
        "sureness": SURENESS,
    }


def wants_all(request: HttpRequest) -> bool:
    """Are candidates of low confidence asked for? Acts carry the switch along."""
    return "1" in (request.GET.get("all"), request.POST.get("all"))


def page_of(request: ViewerRequest, found: Speech, register: RegisterForm | None = None) -> dict[str, object]:
    """The context of the whole page."""
    page = {**desk_of(request, found), **announced_of(request, found)}
    proposal: dict[str, object] = {
        "basis": f"{found.title}（{found.held_on.year}年{found.held_on.month}月{found.held_on.day}日）",
        "approver": found.speaker,
        "issue_now": True,
    }
    left = page["registration"]
    if isinstance(left, UnsavedForm):
        proposal |= {"issue_now": False, **unsaved_forms.first(left.fields)}
    return {**page, "register": register or RegisterForm(initial=proposal)}


def desk_page(request: ViewerRequest, pk: int, outcome: Outcome = EVERYTHING) -> HttpResponse:
    """The desk alone after an act on several drafts. The browser keeps the cards that are not drawn: they are most of the page."""
    found = queries.get_speech(request.viewer, pk)
    context = {**desk_of(request, found, outcome.touched), "outcome": outcome}
    if outcome.with_regimes:
        context |= announced_of(request, found)
    return render(request, "console/_desk.html", context, status=outcome.status)


def announced_of(request: ViewerRequest, found: Speech) -> dict[str, object]:
    """The context of the announced regimes; one query."""
    return {
        "announced": sheets(queries.regime_drafts_of(found)),
        "may_adopt": request.viewer.may(Act.ADOPT_REGIME),
    }


def form_page(
    draft: Draft,
    posted: QueryDict | None = None,
    *,
    auto_id: str = "",
    over: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """The context of the form of one draft: the form and what its fields suggest; eight queries, however many drafts and units.

    `over` is laid over the draft's own values in a form that is opened.
    """
    leaders = leaders_on(timezone.localdate())
    proposed = proposal(draft, parts_of(draft, names_on(timezone.localdate())).leading, leaders).text
    form = DraftForm(
        draft,
        posted,
        proposal=proposed,
        auto_id=auto_id or f"d{draft.pk}-%s",
        initial={**initial(draft, proposed), **(over or {})},
    )
    return {"form": form, "draft": draft, "leaders": leaders.names, "rhythms": RHYTHMS}
