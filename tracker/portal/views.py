"""The portal's pages: signing in, what we owe, items, one item, one unit, the inbox. Acts on assignments are in acts.py."""

from __future__ import annotations

import uuid

from django.contrib.auth.views import LoginView
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import push_url

from tracker.access.context import menu
from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act, Relation, Viewer
from tracker.items import boards, filters
from tracker.items.bulk_kinds import KINDS
from tracker.items.clock import clock_at, shown_lights
from tracker.items.figures import unit_totals
from tracker.items.instruction_changes import changeable
from tracker.items.instructions import enters_papers, instructions_of, owed_answers
from tracker.items.lines import item_lines
from tracker.items.models import ResponsibilityItem
from tracker.items.pace import PACE_RULE
from tracker.items.paging import page_of
from tracker.items.queries import get_item, sees_many, sources_of
from tracker.items.saved_views import cleaned, default_of, views_for
from tracker.items.unsaved_reports import kept_by
from tracker.notices import queries as notices
from tracker.notices.operations import mark_all_read, mark_read
from tracker.org.queries import get_unit, liaisons_of, unit_names
from tracker.regimes.escalation import queries as steps
from tracker.regimes.owed import owed_now, slots_of_item

from .forms import ItemsForm, SignInForm
from .talking import comments_context

# Messages on a page of the inbox.
MESSAGES = 50


class SignIn(LoginView):
    """The log-in page."""

    template_name = "portal/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


def home(request: ViewerRequest) -> HttpResponse:
    """Sends everybody to the first page of their menu; whoever holds no post is told so (a redirect would go in a circle)."""
    entries = menu(request.viewer)
    return redirect(entries[0].url) if entries else render(request, "portal/no_post.html")


@require_GET
@needs(Act.REPORT, Relation.OWN)
def owed(request: ViewerRequest) -> HttpResponse:
    """我单位的任务: what the viewer's units owe, grouped by what is asked first."""
    return render(request, "portal/owed.html", owed_context(request))


def owed_context(request: ViewerRequest) -> dict[str, object]:
    """What the board of the "what we owe" page needs, for the page and for the fragment after an act."""
    clock = clock_at(timezone.now())
    groups = boards.owed(request.viewer, clock)
    return {
        "groups": groups,
        "count": sum(len(group.rows) for group in groups if group.key != "below"),
        "slots": owed_now(request.viewer, at=clock.at),
        "kept_reports": kept_by(request.viewer),
        "owed_answers": owed_answers(request.viewer),
        "owed_explanations": list(steps.asked_of(request.viewer)),
        "pace_rule": PACE_RULE if any(row.pace for group in groups for row in group.rows) else "",
        "clock": clock,
        "board": "owed",
    }


@require_GET
@needs(Act.SEE, *Relation)
def items(request: ViewerRequest) -> HttpResponse:
    """责任事项: the list with its filter; every part of the question is in the address."""
    views = list(views_for(request.viewer))
    if not request.GET and (kept := default_of(views)):
        return redirect(f"{request.path}?{kept.asked}")
    viewer, clock = request.viewer, clock_at(timezone.now())
    walks = sees_many(viewer)
    form = items_form(request, walks=walks)
    wanted = form.wanted
    question = filters.ask(viewer, wanted, clock, walks=walks)
    page = page_of(question, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    counts = filters.counts_by_light(question)
    asked = asked_of(request)
    present = cleaned(asked.urlencode())
    context = {
        "views": views,
        "kept": present,
        "is_kept": any(view.asked == present for view in views),
        "form": form,
        "wanted": wanted,
        "page": page,
        "lines": item_lines(page.items, question),
        "count": filters.item_count(question),
        "total": counts["all"],
        "many": filters.MANY,
        "tabs": [(key, word, counts[key], look) for key, word, look in shown_lights(clock)],
        "asked": asked.urlencode(),
        # On a phone these stand behind a button, unless one of them is asked.
        "narrowed": is_narrowed(wanted),
        "sees_all": question.sees_all,
        "kinds": [kind for kind in KINDS.values() if viewer.may(kind.needs)]
        if viewer.may(Act.ACT_IN_BULK)
        else [],
        "key": uuid.uuid4(),
    }
    # After "back" htmx asks for the whole page, since no copy of it is kept in the browser.
    if request.htmx and not request.htmx.history_restore_request:
        address = f"{request.path}?{asked.urlencode()}" if asked else request.path
        return push_url(render(request, "portal/_items.html", context), address)
    return render(request, "portal/items.html", context)


def is_narrowed(wanted: filters.Wanted) -> bool:
    """Is one of the conditions asked that a phone shows behind a button?"""
    asked = (wanted.role, wanted.state, wanted.speech, wanted.due_from, wanted.due_to, wanted.unsettled)
    return any(asked)


def asked_of(request: ViewerRequest) -> QueryDict:
    """The question in the address, without empty fields and without the place in the list."""
    asked = request.GET.copy()
    for name in [name for name in asked if not asked[name] or name in ("after", "before")]:
        del asked[name]
    return asked


def items_form(
    request: ViewerRequest, asked: QueryDict | None = None, *, walks: bool | None = None
) -> ItemsForm:
    """The filter of the item list as the address (or `asked`) fills it, offering what the viewer may see."""
    data = request.GET if asked is None else asked
    speech = data.get("speech", "")
    chosen = int(speech) if speech.isdecimal() and len(speech) < 10 else None
    speeches = filters.speech_choices(request.viewer, chosen=chosen, walks=walks)
    return ItemsForm(data, units=filters.unit_choices(request.viewer, walks=walks), speeches=speeches)


@require_GET
def item(request: ViewerRequest, pk: int) -> HttpResponse:
    """One item: task, source, units with their states, reports, history."""
    return render(request, "portal/item.html", item_context(request, pk))


def item_context(request: ViewerRequest, pk: int) -> dict[str, object]:
    """What the board of an item needs, for the page and for the fragment after an act."""
    viewer = request.viewer
    found = get_item(viewer, pk)
    clock = clock_at(timezone.now())
    settles = viewer.may(Act.REGISTER) and bool(found.unresolved)
    instructions = instructions_of(viewer, found)
    return {
        "board": "item",
        "data": boards.item_board(viewer, found, clock),
        "item": found,
        "clock": clock,
        "source_url": source_url(viewer, found),
        "sources": sources_of(found),
        "opens_speeches": viewer.may(Act.SEE_SPEECHES),
        "units": list(unit_names(timezone.localdate()).items()) if settles else [],
        "settles": settles,
        "slots": slots_of_item(viewer, found.pk, at=clock.at),
        "escalations": steps.steps_of_item(viewer, found, clock.today),
        "decides_steps": bool(viewer.relations_granting(Act.SEE_ESCALATIONS)),
        "verifies": viewer.may(Act.CHECK),
        "takes_case": viewer.may(Act.CASE_FILE, Relation),
        "changes_leader": viewer.may(Act.CHANGE_LEADER),
        "section": "portal:items",
        "kept_reports": kept_by(viewer),
        "instructions": instructions,
        "changeable": changeable(viewer, instructions),
        "instructs": bool(viewer.relations_granting(Act.INSTRUCT)),
        "enters_papers": enters_papers(viewer),
        **comments_context(request, found),
    }


def source_url(viewer: Viewer, found: ResponsibilityItem) -> str:
    """Where the item's words stand in the speech; "" for whoever may not see speeches."""
    if found.speech_id is None or not viewer.may(Act.SEE_SPEECHES):
        return ""
    return reverse("console:speech", args=[found.speech_id]) + (
        f"#d{found.draft_id}" if found.draft_id else ""
    )


@require_GET
def unit(request: ViewerRequest, pk: int) -> HttpResponse:
    """One unit: its figures and tasks, as far as the viewer may see them."""
    viewer, clock = request.viewer, clock_at(timezone.now())
    if not boards.may_see_unit(viewer, pk):
        raise Http404("没有这个单位。")
    context = {
        "unit": get_unit(pk),
        "figures": unit_totals(viewer, pk, clock),
        "rows": boards.unit_rows(viewer, pk, clock, closed=False),
        "finished": boards.unit_rows(viewer, pk, clock, closed=True, limit=30),
        "liaisons": liaisons_of({pk}, clock.today)[pk],
        "escalations": steps.steps_of_unit(viewer, pk, clock.today),
        "decides_steps": bool(viewer.relations_granting(Act.SEE_ESCALATIONS)),
        "sees_all": Relation.ANY in viewer.relations_granting(Act.SEE),
        "section": "portal:items",
    }
    return render(request, "portal/unit.html", context)


@require_GET
def inbox(request: ViewerRequest) -> HttpResponse:
    """消息: the viewer's own messages."""
    if request.viewer.person_id is None:
        raise PermissionDenied("请先登录。")
    page = Paginator(notices.inbox_rows(request.viewer), MESSAGES).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "lines": [notices.line_of(row) for row in page.object_list],
    }
    return render(request, "portal/inbox.html", context)


@require_GET
def message(request: ViewerRequest, pk: int) -> HttpResponse:
    """Goes to what a message is about. To have followed it is to have read it, so this one GET leaves a mark."""
    line = notices.inbox_line(request.viewer, pk)
    if line is None:
        raise Http404("没有这条消息。")
    mark_read(pk, by=request.viewer, at=timezone.now())
    return redirect(line.url or "portal:inbox")


@require_POST
def read_all(request: ViewerRequest) -> HttpResponse:
    """Marks all of the viewer's messages as read."""
    mark_all_read(by=request.viewer, at=timezone.now())
    return redirect("portal:inbox")
