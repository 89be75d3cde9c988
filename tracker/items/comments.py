"""留言: remarks on a duty by those who may see it. Within a quarter of an hour their author may change or withdraw one, never silently.

The history keeps a hash of every wording, and earlier wordings stay as rows: a correction is easy, a denial is not.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse

from tracker.access.policy import Act, Viewer
from tracker.common.dates import SHANGHAI
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.notices.operations import post
from tracker.notices.rendering import render
from tracker.org.models import Person

from .history import record
from .mentions import Subject, called_in
from .models import Comment, CommentVersion, ResponsibilityItem
from .queries import doer, get_assignment, get_item, relations, visible_assignments

# Long enough to see a slip after sending, too short for anybody to have acted on words that are gone.
WINDOW = dt.timedelta(minutes=15)
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Said:
    """What writing or changing a comment came to; `unknown` are names after an @ that are nobody's, so nobody was told."""

    comment: Comment
    unknown: tuple[str, ...]


def comments_of(viewer: Viewer, item: ResponsibilityItem) -> QuerySet[Comment]:
    """The comments on an item (which the viewer sees) and on the parts the viewer sees, newest first."""
    seen = visible_assignments(viewer).filter(item=item).values("pk")
    rows = Comment.objects.filter(Q(assignment__isnull=True) | Q(assignment__in=seen), item=item)
    return rows.select_related("author", "assignment__unit").prefetch_related("versions", "mentioned")


def get_comment(viewer: Viewer, pk: int) -> Comment:
    """The comment, or Http404 when there is none that `viewer` may see."""
    found = Comment.objects.select_related("item").filter(pk=pk).first()
    if found is None or not comments_of(viewer, get_item(viewer, found.item_id)).filter(pk=pk).exists():
        raise Http404("没有这条留言。")
    return found


def subject_of(viewer: Viewer, item_id: int, assignment_id: int | None) -> Subject:
    """What is spoken of, as far as the viewer may see it; Http404 else."""
    item = get_item(viewer, item_id)
    part = get_assignment(viewer, assignment_id) if assignment_id else None
    if part is not None and part.item_id != item.pk:
        raise Http404("没有这项单位任务。")
    return Subject(item, part)


def may_comment(viewer: Viewer, subject: Subject) -> bool:
    """Does the policy let the viewer speak here? On an item as a whole whoever may on one of its parts."""
    if subject.assignment is not None:
        return viewer.may(Act.COMMENT, relations(viewer, subject.assignment))
    parts = visible_assignments(viewer).filter(item=subject.item)
    return any(viewer.may(Act.COMMENT, relations(viewer, part)) for part in parts) or viewer.may(Act.COMMENT)


@transaction.atomic
def write_comment(subject: Subject, text: str, *, token: str, by: Viewer, at: dt.datetime) -> Said:
    """留言. The same form sent again finds the first one. Raises Forbidden, Refused (no words, too many, a mention that may not be)."""
    if not may_comment(by, subject):
        raise Forbidden("您的岗位不能在这里留言。")
    words = worded(text)
    people, unknown = called_in(words, subject, by=by, on=at.astimezone(SHANGHAI).date())
    part = subject.assignment
    try:
        with transaction.atomic():
            made = Comment.objects.create(
                item=subject.item, assignment=part, author_id=by.actor_id, written_as=doer(by, "comment", part),
                text=words, token=token, written_at=at,
            )  # fmt: skip
    except IntegrityError:
        return Said(Comment.objects.get(author=by.actor_id, token=token), ())
    made.mentioned.set(people)
    log(made, "comment", by=by, at=at)
    tell(made, people, at=at)
    return Said(made, tuple(unknown))


@transaction.atomic
def edit_comment(pk: int, text: str, *, seen_revision: int, by: Viewer, at: dt.datetime) -> Said:
    """Changes the words within the window; the earlier ones are kept and shown. Whoever is mentioned anew is told.

    Raises Forbidden, Refused (too late, no words), Stale when it was changed or withdrawn meanwhile.
    """
    comment = own_comment(pk, by, at)
    words = worded(text)
    subject = subject_of(by, comment.item_id, comment.assignment_id)
    people, unknown = called_in(words, subject, by=by, on=at.astimezone(SHANGHAI).date())
    replace_words(comment, seen_revision, at, text=words, edited_at=at)
    comment.refresh_from_db()
    comment.mentioned.set(people)
    log(comment, "edit_comment", by=by, at=at)
    tell(comment, people, at=at)
    return Said(comment, tuple(unknown))


@transaction.atomic
def withdraw_comment(pk: int, *, by: Viewer, at: dt.datetime) -> Comment:
    """Takes a comment back within the window; that there was one stays to be seen. Raises Forbidden, Refused, Stale."""
    comment = own_comment(pk, by, at)
    replace_words(comment, comment.revision, at, text="", withdrawn_at=at)
    comment.refresh_from_db()
    log(comment, "withdraw_comment", by=by, at=at)
    return comment


def own_comment(pk: int, by: Viewer, at: dt.datetime) -> Comment:
    """The comment, for its author within the window. Raises Http404, Forbidden, Refused."""
    comment = get_comment(by, pk)
    if comment.author_id != by.actor_id:
        raise Forbidden("只能修改或撤回自己的留言。")
    if comment.withdrawn_at is None and not is_changeable(comment, by, at):
        raise Refused(f"留言超过{WINDOW.seconds // 60}分钟，不能再修改或撤回，请另写一条说明。")
    return comment


def is_changeable(comment: Comment, viewer: Viewer, at: dt.datetime) -> bool:
    """Could the viewer change or withdraw it now?"""
    mine = comment.author_id == viewer.person_id and comment.withdrawn_at is None
    return mine and at - comment.written_at <= WINDOW


def replace_words(comment: Comment, seen_revision: int, at: dt.datetime, **columns: object) -> None:
    """The compare-and-set on the revision, and the earlier words as a row. Raises Stale."""
    rows = Comment.objects.filter(pk=comment.pk, revision=seen_revision, withdrawn_at=None)
    if rows.update(revision=seen_revision + 1, **columns) != 1:
        raise Stale("这条留言刚被修改或撤回，请刷新后核对。")
    CommentVersion.objects.create(comment=comment, number=seen_revision, text=comment.text, until=at)


def worded(text: str) -> str:
    """The words without blanks at their ends. Raises Refused where there are none or too many."""
    words = text.strip()
    if not words:
        raise Refused("请填写留言。")
    if len(words) > LONGEST:
        raise Refused(f"留言最多{LONGEST}字，现在有{len(words)}字。")
    return words


def log(comment: Comment, act: str, *, by: Viewer, at: dt.datetime) -> None:
    """The line of the history: which comment, and the hash of its words, not the words."""
    story = {"comment": comment.pk, "sha256": hashlib.sha256(comment.text.encode()).hexdigest()}
    record(comment.item_id, act, by=by, at=at, assignment_id=comment.assignment_id, data=story)


def tell(comment: Comment, people: list[Person], *, at: dt.datetime) -> None:
    """One message to each of those mentioned; keyed by comment and person, so a change does not tell them twice."""
    url = reverse("portal:item", args=[comment.item_id])
    for person in people:
        context = {"comment": comment, "item": comment.item, "person": person, "url": url}
        post(
            key=f"mention:c{comment.pk}:p{person.pk}",
            kind="item_mention",
            recipient=person,
            rendered=render("item_mention", context),
            url=f"{url}#comment-{comment.pk}",
            thread=f"item-{comment.item_id}",
            at=at,
        )
