"""Reads about speeches and drafts. Speeches are seen whole or not at all: the policy decides by act, not by row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.http import Http404

from tracker.access.policy import Act, Viewer

from .models import DeskAct, Draft, DraftChange, RegimeDraft, Source, Speech

# What a card shows of other rows.
WITH_ALL = ("speech", "decided_by", "item", "same_as", "item_source__item")


def every_speech() -> QuerySet[Speech]:
    """All speeches, newest first, without their texts; for other apps to narrow to what a viewer may know of."""
    return Speech.objects.defer("text").order_by("-held_on", "-pk")


def visible_speeches(viewer: Viewer) -> QuerySet[Speech]:
    """All speeches for whom the policy lets see them, none for others; without the texts, which can be long."""
    if not viewer.may(Act.SEE_SPEECHES):
        return Speech.objects.none()
    return Speech.objects.defer("text").select_related("uploaded_by")


def speech_list(viewer: Viewer, *, words: str = "", state: str = "") -> QuerySet[Speech]:
    """Speeches with counts of drafts: `proposed` still to decide, `accepted`, and `registered` items."""
    rows = visible_speeches(viewer)
    if words:
        rows = rows.filter(
            Q(title__icontains=words) | Q(speaker__icontains=words) | Q(occasion__icontains=words)
        )
    if state in Speech.State.values:
        rows = rows.filter(state=state)
    return rows.annotate(
        proposed=Count(
            "drafts", Q(drafts__decision=Draft.Decision.PROPOSED, drafts__is_proposed=True), distinct=True
        ),
        accepted=Count("drafts", Q(drafts__decision=Draft.Decision.ACCEPTED), distinct=True),
        registered=Count("items", distinct=True),
    ).order_by("-held_on", "-pk")


def get_speech(viewer: Viewer, pk: int) -> Speech:
    """The speech with its text, or Http404 when there is none that `viewer` may see."""
    speech = (
        visible_speeches(viewer).defer(None).select_related("uploaded_by", "source").filter(pk=pk).first()
    )
    if speech is None:
        raise Http404("没有这篇讲话。")
    return speech


def get_source(viewer: Viewer, pk: int) -> Source:
    """What was handed in, with its text, or Http404 when there is none that `viewer` may see."""
    source = Source.objects.filter(pk=pk).first() if viewer.may(Act.UPLOAD_SPEECH) else None
    if source is None:
        raise Http404("没有这份来稿。")
    return source


def waiting_sources(viewer: Viewer) -> list[Source]:
    """What was handed in and waits for a choice, newest first, at most twenty, without the texts; one query."""
    if not viewer.may(Act.UPLOAD_SPEECH):
        return []
    waiting = Source.objects.filter(state=Source.State.WAITING).select_related("uploaded_by")
    return list(waiting.defer("text")[:20])


def batch_of(viewer: Viewer, speech: Speech) -> list[Speech]:
    """The speeches that were handed in together with this one, itself included, in order; [] where it came alone. Two queries."""
    if speech.source is None:
        return []
    mates = visible_speeches(viewer).filter(source__batch=speech.source.batch)
    found = list(mates.defer("text", "details", "outline").order_by("source_id", "source_start"))
    return found if len(found) > 1 else []


def get_heading(viewer: Viewer, pk: int) -> Speech:
    """The speech without its text, or Http404: for what is asked every few seconds."""
    speech = visible_speeches(viewer).filter(pk=pk).first()
    if speech is None:
        raise Http404("没有这篇讲话。")
    return speech


def get_draft(viewer: Viewer, pk: int) -> Draft:
    """The draft, or Http404."""
    if not viewer.may(Act.SEE_SPEECHES):
        raise Http404("没有这条草稿。")
    draft = Draft.objects.filter(pk=pk).select_related(*WITH_ALL).first()
    if draft is None:
        raise Http404("没有这条草稿。")
    return draft


def restatements_of(draft: Draft) -> list[Draft]:
    """The drafts that state this one again: their questions follow from what is decided about it; one query."""
    again = Draft.objects.filter(same_as=draft.pk).exclude(decision=Draft.Decision.REPLACED)
    return list(again.select_related(*WITH_ALL))


def made_with(draft: Draft) -> list[int]:
    """The ids of the drafts that the acts on this one changed: for one just made, those it came from and came with; one query."""
    return list(DraftChange.objects.filter(act__changes__draft=draft).values_list("draft", flat=True))


def drafts_of_last_act(viewer: Viewer, speech: Speech) -> list[Draft]:
    """The drafts that the viewer's last act on the speech changed, in the order of the text; two queries."""
    act = last_act(viewer, speech)
    changed = Draft.objects.filter(changes__act=act) if act else Draft.objects.none()
    return list(changed.select_related(*WITH_ALL))


def drafts_by_id(ids: Iterable[int]) -> list[Draft]:
    """These drafts in the order of the text; one query."""
    return list(Draft.objects.filter(pk__in=ids).select_related(*WITH_ALL))


def drafts_of(speech: Speech, *, all_candidates: bool = False) -> list[Draft]:
    """The speech's drafts in the order of the text; low-confidence candidates only on request or once accepted."""
    return list(
        shown(speech, all_candidates).select_related("decided_by", "item", "same_as", "item_source__item")
    )


def shown(speech: Speech, all_candidates: bool) -> QuerySet[Draft]:
    """The drafts that a desk lists."""
    rows = Draft.objects.filter(speech=speech).exclude(decision=Draft.Decision.REPLACED)
    return rows if all_candidates else rows.filter(Q(is_proposed=True) | ~Q(decision=Draft.Decision.PROPOSED))


def revisions_of(speech: Speech, *, all_candidates: bool = False) -> list[tuple[int, int]]:
    """(id, revision) of the drafts that a desk lists, in its order: whether a desk elsewhere is up to date; one query."""
    return list(shown(speech, all_candidates).values_list("pk", "revision"))


def history_of(draft: Draft) -> list[DraftChange]:
    """What was done to a draft, first act first, with who did it; one query."""
    return list(DraftChange.objects.filter(draft=draft).select_related("act__by").order_by("pk"))


def last_act(viewer: Viewer, speech: Speech) -> DeskAct | None:
    """The viewer's own last act on the speech that still stands: what `undo` would take back; one query."""
    own = DeskAct.objects.filter(speech=speech, by=viewer.person_id, undone_at__isnull=True)
    return own.exclude(kind=DeskAct.Kind.UNDO).order_by("-pk").first()


def drafts_touched(act: DeskAct) -> list[int]:
    """The ids of the drafts an act changed, in the order of the text; one query."""
    return list(act.changes.order_by("draft__start", "draft__ordinal").values_list("draft", flat=True))


def regime_drafts_of(speech: Speech) -> list[RegimeDraft]:
    """The regimes the speech announces, with the one adopted from each, if any."""
    return list(RegimeDraft.objects.filter(speech=speech).select_related("regime"))


def get_regime_draft(viewer: Viewer, pk: int) -> RegimeDraft:
    """The announced regime with its speech and the regime adopted from it, if any, or Http404."""
    found = None
    if viewer.may(Act.SEE_REGIMES):
        found = RegimeDraft.objects.filter(pk=pk).select_related("speech", "regime").first()
    if found is None:
        raise Http404("没有这项制度。")
    return found


def leading_names(speech: Speech) -> list[dict[str, Any]]:
    """The names that lead in the speech's drafts that are not rejected, as drafts keep them, each once; one query."""
    standing = Draft.objects.filter(speech=speech).exclude(
        decision__in=(Draft.Decision.REJECTED, Draft.Decision.REPLACED)
    )
    leads = standing.filter(Q(is_proposed=True) | ~Q(decision=Draft.Decision.PROPOSED)).values_list(
        "lead", flat=True
    )
    return list({name["text"]: name for lead in leads for name in lead}.values())


def waiting_regime_drafts(viewer: Viewer) -> list[RegimeDraft]:
    """Regimes found in speeches and not adopted yet, newest speech first."""
    if not viewer.may(Act.SEE_SPEECHES):
        return []
    return list(
        RegimeDraft.objects.filter(decision=RegimeDraft.Decision.PROPOSED)
        .select_related("speech")
        .order_by("-speech__held_on")
    )


def waiting_drafts(viewer: Viewer) -> int:
    """How many proposed drafts wait for a decision; one query, none for whoever may not decide."""
    if not viewer.may(Act.DECIDE_DRAFT):
        return 0
    return Draft.objects.filter(decision=Draft.Decision.PROPOSED, is_proposed=True).count()


def last_batch(year: int) -> int:
    """The last batch number that a speech has taken in the year, 0 for none."""
    return Speech.objects.filter(batch_year=year).aggregate(last=Max("batch_no"))["last"] or 0
