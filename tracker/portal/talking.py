"""留言 on an item's page: the list with its pages, writing, changing, withdrawing, and the names offered after an @."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tracker.access.guards import ViewerRequest
from tracker.access.policy import Viewer
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.items import comments
from tracker.items.mentions import Subject, suggestions
from tracker.items.models import ResponsibilityItem
from tracker.items.queries import get_item, visible_assignments

from .forms_talking import CommentForm, whole

PAGE = 20


def comments_context(
    request: ViewerRequest, item: ResponsibilityItem, form: CommentForm | None = None
) -> dict[str, Any]:
    """What the card of comments needs; the number of queries does not grow with their number."""
    viewer, at = request.viewer, timezone.now()
    page = Paginator(comments.comments_of(viewer, item), PAGE).get_page(request.GET.get("comments"))
    for row in page.object_list:
        row.is_changeable = comments.is_changeable(row, viewer, at)  # type: ignore[attr-defined]
    speaks = comments.may_comment(viewer, Subject(item))
    if form is None and speaks:
        form = CommentForm(places=places(viewer, item), initial={"token": secrets.token_hex(16)})
    return {"comments": page, "comment_form": form, "speaks": speaks}


def places(viewer: Viewer, item: ResponsibilityItem) -> list[tuple[str, str]]:
    """Where the viewer can speak: one's own part first for a unit, the whole item first for the office."""
    parts = visible_assignments(viewer).filter(item=item).order_by("role", "pk")
    mine = [part for part in parts if part.unit_id in viewer.units]
    others = [part for part in parts if part.unit_id not in viewer.units]
    whole_item = [("", "整个事项（能看到这个事项的人都能看到）")]
    named = [
        (str(part.pk), f"{part.unit}的任务（只有能看到这项任务的人能看到）") for part in [*mine, *others]
    ]
    return [*named[:1], *whole_item, *named[1:]] if mine else [*whole_item, *named]


@require_POST
def comment(request: ViewerRequest, pk: int) -> HttpResponse:
    """Writes a comment on the item, or on the part chosen."""
    item = get_item(request.viewer, pk)
    form = CommentForm(request.POST, places=places(request.viewer, item))
    if form.is_valid():
        given = form.cleaned_data
        try:
            subject = comments.subject_of(request.viewer, pk, given["about"])
            said = comments.write_comment(
                subject, given["text"], token=given["token"], by=request.viewer, at=timezone.now()
            )
            warn(request, said.unknown)
            return answer(request, item, None, 200)
        except Forbidden as error:
            raise PermissionDenied(str(error)) from error
        except Refused as error:
            form.add_error("text", str(error))
    return answer(request, item, form, 422)


@require_http_methods(["GET", "POST"])
def comment_edit(request: ViewerRequest, pk: int) -> HttpResponse:
    """The form that changes a comment, and what is done with it."""
    found = comments.get_comment(request.viewer, pk)
    if found.author_id != request.viewer.person_id:
        raise PermissionDenied("只能修改自己的留言。")
    text, error = found.text, ""
    if request.method == "POST":
        text = request.POST.get("text", "")
        try:
            seen = whole(request.POST.get("revision", ""))
            said = comments.edit_comment(pk, text, seen_revision=seen, by=request.viewer, at=timezone.now())
            warn(request, said.unknown)
            return answer(request, found.item, None, 200)
        except (Refused, Stale) as wrong:
            error = str(wrong)
    context = {
        "comment": found,
        "item": found.item,
        "text": text,
        "error": error,
        "section": "portal:items",
        "label": "修改留言",
    }
    template = "portal/_comment_edit.html" if request.htmx else "portal/comment_edit.html"
    return render(request, template, context)


@require_POST
def comment_withdraw(request: ViewerRequest, pk: int) -> HttpResponse:
    """Takes a comment back."""
    found = comments.get_comment(request.viewer, pk)
    try:
        comments.withdraw_comment(pk, by=request.viewer, at=timezone.now())
    except Forbidden as error:
        raise PermissionDenied(str(error)) from error
    except (Refused, Stale) as error:
        messages.warning(request, str(error))
    return answer(request, found.item, None, 200)


@require_GET
@never_cache
def mentionable(request: ViewerRequest, pk: int) -> HttpResponse:
    """The names offered after an @, as a list to choose from; nobody is in it who may not see what is spoken of."""
    subject = comments.subject_of(request.viewer, pk, whole(request.GET.get("about", "")) or None)
    if not comments.may_comment(request.viewer, subject):
        raise PermissionDenied("您的岗位不能在这里留言。")
    people = suggestions(request.GET.get("q", "")[:20], subject, by=request.viewer, on=timezone.localdate())
    return render(request, "portal/_mentionable.html", {"people": people})


def warn(request: ViewerRequest, unknown: tuple[str, ...]) -> None:
    """Says whom nobody was told for: a name after an @ that nobody has."""
    if unknown:
        names = "、".join(f"“@{name}”" for name in unknown)
        messages.warning(request, f"{names}没有对应的人员，没有人因此收到提醒。")


def answer(
    request: ViewerRequest, item: ResponsibilityItem, form: CommentForm | None, status: int
) -> HttpResponse:
    """The card anew, or the item's page at it; with what was wrong beside what was typed."""
    if not request.htmx and form is None:
        return redirect(reverse("portal:item", args=[item.pk]) + "#comments")
    context = {"item": item, **comments_context(request, item, form), "swap": bool(request.htmx)}
    if request.htmx:
        # htmx takes over only what was answered with success.
        return render(request, "portal/_item_comments.html", context)
    return render(request, "portal/comment_again.html", {**context, "section": "portal:items"}, status=status)
