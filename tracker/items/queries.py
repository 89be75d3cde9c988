"""Reads about items and assignments, always for a viewer: what the policy does not let them see is not in the rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    When,
)
from django.http import Http404

from tracker.access.policy import (
    ASIDE,
    ASIDE_HANDED_IN,
    RECUSED,
    Act,
    Relation,
    StandIn,
    Viewer,
    signed,
)

from .act_names import LINE_ACT, OFFICE_ONLY
from .act_names import POLICY_ACT as POLICY_ACT
from .act_names import act_label as act_label
from .lights import Due
from .models import (
    Event,
    ExtensionRequest,
    ItemSource,
    ProgressReport,
    ResponsibilityItem,
    SamplePlan,
    UnitAssignment,
    Verification,
)
from .states import State, possible

# So many rows are read as a set for each query of a page; somebody who sees more walks the whole list and meets them soon.
GATHERED = 3_000


def visible_assignments(viewer: Viewer, *, below: bool = True) -> QuerySet[UnitAssignment]:
    """The assignments `viewer` may see, with item, unit and source speech (not its text) joined.

    Good for rows that something else leads to: an item, a unit, a page. Who asks for all of somebody's rows takes gathered().
    Without `below`: not for what other units have handed down, which no list shows (listed).
    """
    rows = UnitAssignment.objects.select_related("item", "unit", "item__speech")
    rows = rows.defer("item__speech__text", "item__speech__outline", "item__speech__details")
    granting = viewer.relations_granting(Act.SEE)
    if Relation.ANY in granting:
        return rows
    if Relation.LED in granting:
        rows = rows.annotate(is_led=ExpressionWrapper(is_led(viewer), BooleanField()))
    if Relation.UPPER in granting:
        rows = rows.select_related("upper__upper")
    wanted = Q(pk__in=[])
    for reason in reasons(viewer, below=below):
        wanted |= reason
    return rows.filter(wanted)


def reasons(viewer: Viewer, *, below: bool = True) -> list[Q]:
    """Why somebody who does not see everything sees an assignment: any of these, each led by an index of its own.

    Without `below`: not for what other units have handed down.
    """
    granting, found = viewer.relations_granting(Act.SEE), []
    if Relation.OWN in granting:
        # A unit is told only when the item is issued: before that it is the office's own draft.
        found.append(Q(unit__in=viewer.units) & was_told())
    if Relation.LED in granting:
        found.append(is_led(viewer))
    if Relation.UPPER in granting and below:
        found += handed_down_by(viewer.units)
    if Relation.IN_CHARGE in granting:
        named = ResponsibilityItem.objects.filter(leader_in_charge__in=viewer.leads_as).order_by()
        found += [Q(unit__in=viewer.in_charge), Q(item__in=named.values("pk"))]
        found += handed_down_by(viewer.in_charge) if below else []
    return found


def gathered(
    viewer: Viewer, where: Q | None = None, column: str = "pk", *, below: bool = True
) -> QuerySet[UnitAssignment]:
    """One column of the assignments that `viewer`, who does not see everything, may see and that meet `where`; each value once.

    One branch for each reason, put together by UNION: with OR between them both databases read the whole table, 60 ms at
    100 000 rows for each of a dozen queries of a page. For `…__in`.
    """
    rows = UnitAssignment.objects.filter(where or Q()).order_by().values_list(column)
    branches = [rows.filter(reason) for reason in reasons(viewer, below=below)]
    return branches[0].union(*branches[1:]) if branches else rows.none()


def sees_many(viewer: Viewer) -> bool:
    """Does the viewer see so many assignments that a list is better walked than gathered? Two queries at most."""
    granting = viewer.relations_granting(Act.SEE)
    if Relation.ANY in granting:
        return True
    theirs = UnitAssignment.objects.filter(unit__in=viewer.units | viewer.in_charge).order_by().values("pk")
    if theirs[: GATHERED + 1].count() > GATHERED:
        return True
    named = ResponsibilityItem.objects.filter(leader_in_charge__in=viewer.leads_as).order_by().values("pk")
    return bool(viewer.leads_as) and named[: GATHERED + 1].count() > GATHERED


def handed_down_by(units: Collection[int]) -> list[Q]:
    """Parts that one of these units, or a unit below it, has handed down (subtree.MAX_DEPTH bounds how far)."""
    return [Q(upper__unit__in=units), Q(upper__upper__unit__in=units)]


def of_office() -> Q:
    """Parts that the office laid itself. What units hand down is their own breakdown: it is in no figure, list or paper of the office."""
    return Q(upper__isnull=True)


def listed(viewer: Viewer) -> Q:
    """What a viewer's lists and figures are made of: the parts the office laid, and whatever one's own units answer for."""
    return of_office() | Q(unit__in=viewer.units)


def was_told() -> Q:
    """Parts that their unit has been told of: issued, whatever became of them then."""
    return ~Q(state=State.REGISTERED) & ~Q(state=State.CANCELLED, issued_at__isnull=True)


def is_led(viewer: Viewer) -> Q:
    """Is a row a supporting unit's part in an item that a unit of the viewer leads?

    Only who supports it: the twelve townships of "各乡镇要…" all lead, and none has to see how the others stand. The led
    items are a set read once; a look for each row took 0.3 s at 100 000 rows.
    """
    led = UnitAssignment.objects.filter(role=UnitAssignment.Role.LEAD, unit__in=viewer.units)
    led = led.exclude(state__in=[State.REGISTERED, State.CANCELLED]).order_by()
    return was_told() & Q(role=UnitAssignment.Role.SUPPORT, item__in=led.values("item"))


def visible_items(viewer: Viewer) -> QuerySet[ResponsibilityItem]:
    """The items of which `viewer` may see at least one assignment; whoever may see all also sees items without any."""
    items = ResponsibilityItem.objects.select_related("speech", "leader_in_charge")
    items = items.defer("speech__text", "speech__outline", "speech__details")
    if Relation.ANY in viewer.relations_granting(Act.SEE):
        # Items of an import that was taken back have no parts any more, and are in no list.
        return items.filter(withdrawn_at=None)
    # What was handed down belongs to an item of which the part above it is seen.
    return items.filter(pk__in=gathered(viewer, column="item", below=False))


def get_item(viewer: Viewer, pk: int) -> ResponsibilityItem:
    """The item, or Http404 when there is none that `viewer` may see."""
    item = visible_items(viewer).filter(pk=pk).first()
    if item is None:
        raise Http404("没有这个责任事项。")
    return item


def items_numbered(viewer: Viewer, numbers: Iterable[str]) -> dict[str, int]:
    """Number → item, of those the viewer may see; one query."""
    return dict(visible_items(viewer).filter(item_no__in=list(numbers)).values_list("item_no", "pk"))


def get_assignment(viewer: Viewer, pk: int) -> UnitAssignment:
    """The assignment, or Http404 when there is none that `viewer` may see."""
    assignment = visible_assignments(viewer).filter(pk=pk).first()
    if assignment is None:
        raise Http404("没有这项单位任务。")
    return assignment


def relations(viewer: Viewer, assignment: UnitAssignment) -> frozenset[Relation]:
    """How `viewer` stands to one assignment (its item joined); no query where it came from visible_assignments()."""
    stands = set()
    if assignment.unit_id in viewer.units:
        stands.add(Relation.OWN)
    if leads(viewer, assignment):
        stands.add(Relation.LED)
    if (
        viewer.units
        and assignment.upper_id
        and any(part.unit_id in viewer.units for part in above(assignment))
    ):
        stands.add(Relation.UPPER)
    if assignment.unit_id in viewer.in_charge or assignment.item.leader_in_charge_id in viewer.leads_as:
        stands.add(Relation.IN_CHARGE)
    return frozenset(stands)


def above(assignment: UnitAssignment) -> list[UnitAssignment]:
    """The parts that this one was handed down from, nearest first; [] for one that the office laid."""
    found: list[UnitAssignment] = []
    part = assignment.upper
    while part is not None:
        found.append(part)
        part = part.upper
    return found


def leads(viewer: Viewer, assignment: UnitAssignment) -> bool:
    """Does a unit of the viewer lead the item that the assignment supports?"""
    if not viewer.units or assignment.role != UnitAssignment.Role.SUPPORT:
        return False
    known = getattr(assignment, "is_led", None)
    if known is None:
        known = UnitAssignment.objects.filter(is_led(viewer), pk=assignment.pk).exists()
    return known


def behalf_of(viewer: Viewer, act: str, assignment: UnitAssignment | None) -> StandIn | None:
    """As whom the viewer does an act of the history as a deputy, None where an own post lets them; no query.

    `act` is its name there ("acknowledge", "grant_extension"); an act on an item as a whole has no assignment.
    """
    return viewer.behalf(
        LINE_ACT.get(act, Act.SEE), lambda one: relations(one, assignment) if assignment else ()
    )


def acting_for(viewer: Viewer, act: str, assignment: UnitAssignment | None) -> str:
    """The name of the one for whom the viewer does an act as a deputy, "" where an own post lets them."""
    behalf = behalf_of(viewer, act, assignment)
    return behalf.name if behalf else ""


def doer(viewer: Viewer, act: str, assignment: UnitAssignment | None) -> str:
    """Who does the act, for people: "李小林", or "李小林（代钱小明）" for a deputy."""
    return signed(viewer.name, behalf_of(viewer, act, assignment))


def acts_for(viewer: Viewer, assignment: UnitAssignment) -> tuple[str, ...]:
    """The acts `viewer` could do to the assignment now: the state table and the policy agree on each (buttons)."""
    stands, hander = relations(viewer, assignment), getattr(assignment, "handed_in_by", None)
    asked = ((act, POLICY_ACT[act]) for act in possible(assignment.state))
    return tuple(
        act
        for act, right in asked
        if viewer.may(right, stands) and not why_aside(viewer, right, stands, hander)
    )


def why_aside(viewer: Viewer, act: Act, stands: frozenset[Relation], hander: int | None) -> str:
    """Why the viewer stands aside from a judgement that their post would let them make; "" where they need not.

    `hander`: who asked for the closing, as the unit's liaison or deputy at the time (handed_in_by).
    """
    if act not in RECUSED or not viewer.may(act, stands - {Relation.OWN}):
        return ""
    if not viewer.may(act, stands):
        return ASIDE
    handed_in = hander is not None and hander == viewer.person_id and Relation.UPPER not in stands
    return ASIDE_HANDED_IN if handed_in else ""


def handed_in_by(part: int | OuterRef) -> QuerySet[Any, Any]:
    """One value: the person who asked for the closing of a part themselves, None for nobody; what came in by a sheet the unit said."""
    asked = Event.objects.filter(assignment=part, act="request_close").order_by("-number")
    by_page = Case(When(data__has_key="sheet", then=None), default=F("by_id"), output_field=IntegerField())
    return asked.annotate(hander=by_page).values_list("hander", flat=True)[:1]


def sources_of(item: ResponsibilityItem) -> list[ItemSource]:
    """The other places where the item's duty was laid, earliest speech first; one query. Whoever sees the item sees the words."""
    return list(ItemSource.objects.filter(item=item).select_related("speech").defer("speech__text"))


def due_of(assignment: UnitAssignment, closing: dt.time) -> Due | None:
    """When the assignment is due; None without a date."""
    if assignment.due_on is None:
        return None
    return Due(assignment.due_on, assignment.due_time, closing)


def judged_due_of(assignment: UnitAssignment, closing: dt.time) -> Due | None:
    """By when punctuality is judged: the deadline, or the earlier one where more time was given only when it was late."""
    due_on = assignment.judged_due_on or assignment.due_on
    return Due(due_on, assignment.due_time, closing) if due_on else None


def events_of(viewer: Viewer, item: ResponsibilityItem) -> list[Event]:
    """The item's history, oldest first: lines of the item itself and of the assignments the viewer may see."""
    events = Event.objects.filter(item=item).select_related("by", "assignment__unit")
    if Relation.ANY not in viewer.relations_granting(Act.SEE):
        seen = visible_assignments(viewer).filter(item=item).values("pk")
        events = events.filter(Q(assignment__isnull=True) | Q(assignment__in=seen))
    return list(events.filter(read_by(viewer)))


def read_by(viewer: Viewer) -> Q:
    """The lines of the history a viewer reads among those of duties they see: some are for who decides alone."""
    decides = bool(viewer.relations_granting(Act.SEE_ESCALATIONS))
    return Q() if decides else ~Q(act__in=OFFICE_ONLY)


def get_extension(viewer: Viewer, pk: int) -> ExtensionRequest:
    """The request, or Http404 when there is none that `viewer` may see."""
    rows = ExtensionRequest.objects.filter(assignment__in=visible_assignments(viewer).values("pk"))
    found = rows.select_related("assignment__item", "assignment__unit").filter(pk=pk).first()
    if found is None:
        raise Http404("没有这份延期申请。")
    return found


def extensions_of(viewer: Viewer, item: ResponsibilityItem) -> list[ExtensionRequest]:
    """The requests for a later date of the item's assignments that the viewer may see, newest first; one query."""
    seen = visible_assignments(viewer).filter(item=item).values("pk")
    rows = ExtensionRequest.objects.filter(assignment__in=seen)
    return list(rows.select_related("assignment__unit", "asked_by", "decided_by"))


def waiting_extensions(viewer: Viewer) -> QuerySet[ExtensionRequest]:
    """The requests that wait for an answer, among the assignments the viewer may see; soonest deadline first."""
    waiting = ExtensionRequest.objects.filter(
        state=ExtensionRequest.State.ASKED,
        assignment__in=visible_assignments(viewer).filter(listed(viewer)).values("pk"),
    )
    return waiting.select_related("assignment__item", "assignment__unit", "asked_by").order_by(
        "old_due_on", "pk"
    )


def checks_of(viewer: Viewer, item: ResponsibilityItem) -> list[Verification]:
    """The looks at the item's assignments that the viewer may see, newest first; a visit not made yet is the officers' own."""
    seen = visible_assignments(viewer).filter(item=item).values("pk")
    rows = Verification.objects.filter(assignment__in=seen)
    if not viewer.may(Act.CHECK):
        rows = rows.exclude(kind=Verification.Kind.VISIT, done_at=None)
    return list(rows.select_related("assignment__unit", "planned_by", "done_by", "sample"))


def waiting_checks(viewer: Viewer) -> QuerySet[Verification]:
    """The looks that are planned and not made, soonest first; empty for whoever may not verify."""
    if not viewer.may(Act.CHECK):
        return Verification.objects.none()
    rows = Verification.objects.filter(done_at=None).order_by("planned_on", "pk")
    return rows.select_related("assignment__item", "assignment__unit", "sample")


def get_check(viewer: Viewer, pk: int) -> Verification:
    """The look, or Http404 when there is none that `viewer` may see."""
    rows = Verification.objects.filter(pk=pk, assignment__in=visible_assignments(viewer).values("pk"))
    if not viewer.may(Act.CHECK):
        rows = rows.exclude(kind=Verification.Kind.VISIT, done_at=None)
    found = rows.select_related("assignment__item", "assignment__unit").first()
    if found is None:
        raise Http404("没有这次核查。")
    return found


def sample_plans(viewer: Viewer, limit: int = 20) -> list[SamplePlan]:
    """The latest draws; empty for whoever may not verify."""
    if not viewer.may(Act.CHECK):
        return []
    plans = SamplePlan.objects.select_related("made_by").annotate(
        done=Count("checks", filter=Q(checks__done_at__isnull=False))
    )
    return list(plans[:limit])


def reports_of(viewer: Viewer, item: ResponsibilityItem) -> list[ProgressReport]:
    """The progress reports of the item's assignments that the viewer may see, newest first."""
    seen = visible_assignments(viewer).filter(item=item).values("pk")
    return list(
        ProgressReport.objects.filter(assignment__in=seen)
        .select_related("assignment__unit", "reported_by", "sheet_row__sheet")
        .prefetch_related("evidence")
    )


def reports_since(
    viewer: Viewer, after: dt.datetime, *, until: dt.datetime, most: int = 200
) -> list[ProgressReport]:
    """The reports that came in after one moment and up to another, of what the viewer may see, newest first; one query."""
    seen = visible_assignments(viewer).values("pk")
    rows = ProgressReport.objects.filter(
        assignment__in=seen, reported_at__gt=after, reported_at__lte=until, is_unchanged=False
    )
    return list(rows.select_related("assignment__item", "assignment__unit")[:most])


def fellow_units(viewer: Viewer, item: ResponsibilityItem) -> list[tuple[str, str]]:
    """Who else answers for an item that a unit of the viewer supports: (unit, 牵头 or 配合), leads first; one query.

    For a part that was handed down: the unit that did it.
    Names alone: 配合单位 must know its 牵头单位, but not how it stands. Nothing for parts that are not issued or were
    cancelled, for parts the viewer sees anyway, and for anybody else.
    """
    granting = viewer.relations_granting(Act.SEE)
    if Relation.OWN not in granting or Relation.ANY in granting:
        return []
    told = UnitAssignment.objects.filter(item=item).exclude(state__in=[State.REGISTERED, State.CANCELLED])
    supports = told.filter(unit__in=viewer.units, role=UnitAssignment.Role.SUPPORT)
    handed_down = told.filter(unit__in=viewer.units, upper=OuterRef("pk"))
    seen = visible_assignments(viewer).filter(item=item).values("pk")
    others = told.filter(of_office() & Q(Exists(supports)) | Q(Exists(handed_down))).exclude(pk__in=seen)
    others = others.select_related("unit")
    return [(str(one.unit), one.get_role_display()) for one in others]
