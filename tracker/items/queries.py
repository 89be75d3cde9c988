"""Reads about items and assignments, always for a viewer: what the policy does not let them see is not in the rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.http import Http404

from tracker.access.policy import Act, Relation, Viewer

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
from .states import MOVES, OPEN, State, possible

POLICY_ACT = {
    "issue": Act.ISSUE,
    "acknowledge": Act.ACKNOWLEDGE,
    "report": Act.REPORT,
    "request_close": Act.REQUEST_CLOSE,
    "verify": Act.VERIFY,
    "close": Act.CLOSE,
    "return": Act.RETURN,
    "suspend": Act.SUSPEND,
    "resume": Act.RESUME,
    "cancel": Act.CANCEL,
    "reopen": Act.REOPEN,
}


# Acts in the history that are no moves of the state table.
OTHER_ACTS = {
    "register": "立项",
    "settle_name": "确定单位",
    "ask_extension": "申请延期",
    "grant_extension": "同意延期",
    "refuse_extension": "不同意延期",
    "reschedule": "调整时限",
    "ask_review": "申请复核",
    "withdraw_review": "撤回复核申请",
    "uphold_review": "复核维持",
    "change_review": "复核改变",
    "plan_check": "安排核查",
    "check": "核查",
    "add_source": "再次部署",
    "import": "台账导入",
    "undo_import": "撤回导入",
    "excuse_slot": "准予免报",
    "chase": "催办",
    "hand_down": "分解",
    "plan_milestones": "倒排工期",
    "reach_milestone": "节点达成",
    "take_back_milestone": "撤回节点",
    "hand_over": "改派",
    "take_over": "接办",
    "change_role": "调整分工",
    "change_leader": "变更分管领导",
    "instruct": "领导批示",
    "answer_instruction": "反馈批示",
    "comment": "留言",
    "edit_comment": "修改留言",
    "withdraw_comment": "撤回留言",
}
# Acts of the history → what the policy was asked for them; of what is not here, whoever sees the duty could do it.
LINE_ACT = POLICY_ACT | {
    "register": Act.REGISTER,
    "settle_name": Act.REGISTER,
    "ask_extension": Act.ASK_EXTENSION,
    "grant_extension": Act.DECIDE_EXTENSION,
    "refuse_extension": Act.DECIDE_EXTENSION,
    "reschedule": Act.RESCHEDULE,
    "plan_check": Act.CHECK,
    "check": Act.CHECK,
    "add_source": Act.REGISTER,
    "chase": Act.CHASE,
    "hand_over": Act.REASSIGN,
    "take_over": Act.REASSIGN,
    "change_role": Act.REASSIGN,
    "change_leader": Act.CHANGE_LEADER,
    "instruct": Act.INSTRUCT,
    "answer_instruction": Act.ANSWER_INSTRUCTION,
    "comment": Act.COMMENT,
    "edit_comment": Act.COMMENT,
    "withdraw_comment": Act.COMMENT,
    "hand_down": Act.HAND_DOWN,
    "plan_milestones": Act.PLAN_MILESTONES,
    "reach_milestone": Act.REPORT,
    "take_back_milestone": Act.REPORT,
}


def visible_assignments(viewer: Viewer) -> QuerySet[UnitAssignment]:
    """The assignments `viewer` may see, with item, unit and source speech (not its text) joined; the relations of the policy as sets, which lead indexes."""
    rows = UnitAssignment.objects.select_related("item", "unit", "item__speech")
    rows = rows.defer("item__speech__text", "item__speech__outline", "item__speech__details")
    granting = viewer.relations_granting(Act.SEE)
    if Relation.ANY in granting:
        return rows
    wanted = Q(pk__in=[])
    if Relation.OWN in granting:
        # A unit is told only when the item is issued: before that it is the office's own draft.
        wanted |= Q(unit__in=viewer.units) & was_told()
    if Relation.LED in granting:
        rows = rows.annotate(is_led=ExpressionWrapper(is_led(viewer), BooleanField()))
        wanted |= is_led(viewer)
    if Relation.UPPER in granting:
        rows = rows.select_related("upper__upper")
        wanted |= in_subtree(viewer.units)
    if Relation.IN_CHARGE in granting:
        named = (
            ResponsibilityItem.objects.filter(leader_in_charge__in=viewer.leads_as).order_by().values("pk")
        )
        wanted |= Q(unit__in=viewer.in_charge) | Q(item__in=named) | in_subtree(viewer.in_charge)
    return rows.filter(wanted)


def in_subtree(units: Collection[int]) -> Q:
    """Parts that one of these units, or a unit below it, has handed down (subtree.MAX_DEPTH bounds how far), as sets of parts."""
    own = UnitAssignment.objects.filter(unit__in=units).order_by().values("pk")
    below = UnitAssignment.objects.filter(upper__in=own).order_by().values("pk")
    return Q(upper__in=own) | Q(upper__in=below)


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
    return items.filter(pk__in=visible_assignments(viewer).order_by().values("item"))


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


def acting_for(viewer: Viewer, act: str, assignment: UnitAssignment | None) -> str:
    """For whom the viewer does an act of the history as a deputy, "" where an own post lets them; no query.

    `act` is its name there ("acknowledge", "grant_extension"); an act on an item as a whole has no assignment.
    """
    asked = LINE_ACT.get(act, Act.SEE)

    def could(one: Viewer) -> bool:
        return one.may(asked, relations(one, assignment) if assignment else ())

    if viewer.own is None or could(viewer.own):
        return ""
    return next((given.name for given in viewer.stands_in if could(given.viewer)), "")


def doer(viewer: Viewer, act: str, assignment: UnitAssignment | None) -> str:
    """Who does the act, for people: "李小林", or "李小林（代钱小明）" for a deputy."""
    behalf = acting_for(viewer, act, assignment)
    return f"{viewer.name}（代{behalf}）" if behalf else viewer.name


def acts_for(viewer: Viewer, assignment: UnitAssignment) -> tuple[str, ...]:
    """The acts `viewer` could do to the assignment now: the state table and the policy agree on each (buttons)."""
    stands = relations(viewer, assignment)
    return tuple(act for act in possible(assignment.state) if viewer.may(POLICY_ACT[act], stands))


def act_label(act: str) -> str:
    """The Chinese name of an act: act_label("acknowledge") == "签收"."""
    return MOVES[act].label if act in MOVES else OTHER_ACTS.get(act, act)


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
    return list(events)


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


def reporting_rules(*, without: tuple[int, int, int] | None = None) -> list[tuple[int, str]]:
    """(unit, how often it reports) for every open part of an item with a rhythm; one query. Numbers for planning, no contents.

    `without`: the items read from this stretch (speech, start, end), which a regime counts itself.
    """
    rhythmic = UnitAssignment.objects.filter(of_office(), state__in=OPEN)
    rhythmic = rhythmic.exclude(item__rrule__in=("", "IRREGULAR"))
    if without is not None:
        speech, start, end = without
        rhythmic = rhythmic.exclude(
            item__speech=speech, item__source_start__gte=start, item__source_end__lte=end
        )
    return list(rhythmic.order_by("pk").values_list("unit", "item__rrule"))


def first_report(assignment: str, after: str, until: str) -> Subquery:
    """When the first report after one moment and up to another came in, for rows that name the assignment and both moments.

    first_report("assignment", "opens_at", "lapses_at") annotates a due report with when it was answered.
    """
    inside = ProgressReport.objects.filter(
        assignment=OuterRef(assignment), reported_at__gt=OuterRef(after), reported_at__lte=OuterRef(until)
    )
    return Subquery(inside.order_by("reported_at").values("reported_at")[:1])


def assignments_named(ids: Iterable[int]) -> list[UnitAssignment]:
    """These assignments with item and unit joined, for jobs that act for nobody; one query."""
    return list(UnitAssignment.objects.filter(pk__in=list(ids)).select_related("item", "unit"))


def reporting_assignments(
    *, speech: int | None, items: Iterable[int], everything: bool, states: Iterable[str]
) -> list[int]:
    """The assignments in these states that a regime reaches: those of a speech's items, of items named, or all; one query."""
    rows = UnitAssignment.objects.filter(of_office(), reached(speech, items, everything), state__in=states)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def units_under(*, speech: int | None, items: Iterable[int], everything: bool) -> set[int]:
    """The units that lead an open part of what a regime reaches; one query."""
    rows = UnitAssignment.objects.filter(
        reached(speech, items, everything), state__in=OPEN, role=UnitAssignment.Role.LEAD
    )
    return set(rows.order_by().values_list("unit", flat=True))


def reached(speech: int | None, items: Iterable[int], everything: bool) -> Q:
    """The assignments of a speech's items, first or later laid, and of items named; or all, as a filter."""
    if everything:
        return Q()
    wanted = Q(item__in=list(items))
    if speech is not None:
        later = ItemSource.objects.filter(speech=speech).values("item")
        wanted |= Q(item__speech=speech) | Q(item__in=later)
    return wanted


def speeches_of(item_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """Item id → the speeches that laid it, the first and any later one; two queries."""
    found: dict[int, set[int]] = {}
    first = ResponsibilityItem.objects.filter(pk__in=item_ids, speech__isnull=False).values_list(
        "pk", "speech"
    )
    later = ItemSource.objects.filter(item__in=item_ids).values_list("item", "speech")
    for item, speech in [*first, *later]:
        found.setdefault(item, set()).add(speech)
    return {item: frozenset(speeches) for item, speeches in found.items()}


def state_changes(assignment: UnitAssignment) -> list[tuple[dt.datetime, str]]:
    """(when, the state it went to), oldest first, from the history; one query."""
    events = Event.objects.filter(assignment=assignment, data__has_key="to").order_by("number")
    return [(at, data["to"]) for at, data in events.values_list("at", "data")]


def assignments_to_plan(limit: int) -> list[UnitAssignment]:
    """Assignments whose reminder plan is older than their last change (partial index); at most `limit`."""
    waiting = UnitAssignment.objects.exclude(planned_revision=F("revision"))
    # By key, not by the model's order: sorting all that wait by item and unit would read them all for one batch.
    return list(waiting.select_related("item", "unit").order_by("pk")[:limit])


def unplanned_count() -> int:
    """How many assignments wait for the reminder planner (partial index)."""
    return UnitAssignment.objects.exclude(planned_revision=F("revision")).count()


def open_by_unit() -> dict[int, int]:
    """Unit id → how many open assignments it has; one query. For the status page, which shows numbers and no contents."""
    rows = UnitAssignment.objects.filter(state__in=OPEN).order_by().values_list("unit_id")
    return dict(rows.annotate(number=Count("pk")))


def mark_planned(assignment: UnitAssignment) -> bool:
    """Compare-and-set: the plan now stands for the revision that was read; False when it has changed since."""
    rows = UnitAssignment.objects.filter(pk=assignment.pk, revision=assignment.revision)
    return rows.update(planned_revision=assignment.revision) == 1
