"""Responsibility items and the units that answer for them."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.db import models

from tracker.items.states import OPEN, Stage, State
from tracker.meetings.models import Draft, Speech
from tracker.org.models import Person, Unit


def number_key(item_no: str) -> str:
    """The number as it sorts among others: number_key("督〔2026〕12-3") == "督〔002026〕000012-000003"."""
    return re.sub(r"[0-9]+", lambda digits: digits[0].zfill(6), item_no)[:80]


class NumberKeyField(models.CharField):
    """Holds number_key(item_no), whoever writes the row, in bulk or alone."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        key = number_key(model_instance.item_no)  # type: ignore[attr-defined]
        setattr(model_instance, self.attname, key)
        return key

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class ResponsibilityItem(models.Model):
    """One duty laid on one or more units, with its basis and approver (DOMAIN c1 art. 11).

    `unresolved`: names as written that no unit answers to, [{"text", "role"}]: they stay visible until an officer settles them.
    `left_out`: members of a collective that an officer took out, [{"unit", "name", "text", "reason"}].
    `leader_text` is the leader in charge as written, where the office knows nobody of that name.
    """

    item_no = models.CharField("编号", max_length=40, unique=True)
    number_key = NumberKeyField(max_length=80, editable=False, default="")
    draft = models.OneToOneField(
        Draft, models.PROTECT, null=True, blank=True, related_name="item", verbose_name="草稿"
    )
    speech = models.ForeignKey(
        Speech, models.PROTECT, null=True, blank=True, related_name="items", verbose_name="来源讲话"
    )
    number = models.PositiveIntegerField("批次内序号", default=1)
    task = models.TextField("工作任务")
    target = models.CharField("目标要求", max_length=200, blank=True)
    section = models.CharField("所在标题", max_length=300, blank=True)
    quote = models.TextField("原文摘录", blank=True)
    source_start = models.PositiveIntegerField(null=True, blank=True)
    source_end = models.PositiveIntegerField(null=True, blank=True)
    basis = models.CharField("立项依据", max_length=200)
    approver = models.CharField("批准人", max_length=60)
    leader_in_charge = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="items_in_charge", verbose_name="分管领导"
    )
    leader_text = models.CharField("分管领导(所写)", max_length=60, blank=True)
    report_to = models.CharField("报送对象", max_length=200, blank=True)
    rrule = models.CharField("报送频次规则", max_length=120, blank=True)
    recurrence_text = models.CharField("报送频次", max_length=120, blank=True)
    unresolved = models.JSONField("未对应的单位名称", default=list, blank=True)
    left_out = models.JSONField("未列入的成员单位", default=list, blank=True)
    # The number it had in a ledger that was imported; since when it is in no list: its import was taken back, or is not whole yet.
    source_no = models.CharField("原编号", max_length=80, blank=True)
    import_row = models.OneToOneField(
        "items.ImportRow", models.PROTECT, null=True, blank=True, related_name="item", verbose_name="导入的行"
    )
    withdrawn_at = models.DateTimeField("移出列表时间", null=True, blank=True, editable=False)
    is_listed = models.BooleanField("挂牌督办", default=False)
    extension_allowed = models.BooleanField("可以延期", default=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="立项人"
    )
    registered_at = models.DateTimeField("立项时间")
    # The end of the history's chain: what was cut off its end could not be told from what never was.
    history_length = models.PositiveIntegerField(default=0, editable=False)
    history_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "责任事项"
        ordering = ["-registered_at", "speech", "number"]
        indexes = [
            models.Index(fields=["number_key", "id"], name="item_by_number"),
            models.Index(fields=["registered_at", "id"], name="item_by_registration"),
        ]

    def __str__(self) -> str:
        return self.item_no


class ItemSource(models.Model):
    """A further place in a speech that lays the same duty: a restatement in the item's own speech, or a later speech's order.

    The words are kept with the item: a unit that must not open the speech still reads what was said.
    """

    item = models.ForeignKey(
        ResponsibilityItem, models.PROTECT, related_name="sources", verbose_name="责任事项"
    )
    draft = models.OneToOneField(Draft, models.PROTECT, related_name="item_source", verbose_name="草稿")
    speech = models.ForeignKey(Speech, models.PROTECT, related_name="+", verbose_name="讲话")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField("原文摘录")
    due_text = models.CharField("完成时限(原文)", max_length=120, blank=True)
    due_on = models.DateField("所说时限", null=True, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="并入人"
    )
    added_at = models.DateTimeField("并入时间")

    class Meta:
        verbose_name = verbose_name_plural = "事项的其他依据"
        ordering = ["speech__held_on", "start", "id"]

    def __str__(self) -> str:
        return self.quote[:40]


class ItemSketch(models.Model):
    """One mark of an item's wording: two orders worded alike share one of their marks (earlier.marks_of), two others hardly ever."""

    item = models.ForeignKey(
        ResponsibilityItem, models.CASCADE, related_name="sketches", verbose_name="责任事项"
    )
    mark = models.BigIntegerField("特征")

    class Meta:
        verbose_name = verbose_name_plural = "事项措辞特征"
        indexes = [models.Index(fields=["mark", "item"], name="sketch_mark")]

    def __str__(self) -> str:
        return f"{self.item_id}-{self.mark}"


class Shown(models.Manager["UnitAssignment"]):
    """The parts that are there for anybody: not those of an import that is still being written or taken back."""

    def get_queryset(self) -> models.QuerySet[UnitAssignment]:
        return super().get_queryset().filter(is_hidden=False)


class UnitAssignment(models.Model):
    """One unit's part in an item: its own state, deadline and reports. Lateness and lights are derived, never stored.

    `planned_revision` is the revision the reminder plan was made for; the reminders ticker keeps it in step.
    """

    class Role(models.TextChoices):
        LEAD = "lead", "牵头"
        SUPPORT = "support", "配合"
        SUB = "sub", "下级承办"

    item = models.ForeignKey(
        ResponsibilityItem, models.PROTECT, related_name="assignments", verbose_name="责任事项"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments", verbose_name="责任单位")
    role = models.CharField("分工", max_length=10, choices=Role)
    # 分解: the part of the unit above that this one was handed down from, and its own words ("" where they are the item's).
    upper = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="below", verbose_name="上级任务"
    )
    task = models.CharField("承办内容", max_length=500, blank=True)
    named_as = models.CharField("原文名称", max_length=80, blank=True)
    due_text = models.CharField("完成时限(原文)", max_length=120, blank=True)
    due_on = models.DateField("完成时限", null=True, blank=True)
    due_time = models.TimeField("完成时刻", null=True, blank=True)
    is_approximate = models.BooleanField("约数", default=False)
    # Where the deadline was moved: the first one, and the one by which punctuality is judged when that is not `due_on`.
    original_due_on = models.DateField("原定时限", null=True, blank=True)
    judged_due_on = models.DateField("考核时限", null=True, blank=True)
    state = models.CharField("状态", max_length=20, choices=State, default=State.REGISTERED)
    # Kept by the database from state and finished_at: lists walk an index that begins with it.
    stage = models.GeneratedField(
        expression=models.Case(
            models.When(state__in=sorted(OPEN), finished_at__isnull=True, then=models.Value(Stage.RUNNING)),
            models.When(state__in=sorted(OPEN), then=models.Value(Stage.HANDED_IN)),
            default=models.Value(Stage.AT_REST),
            output_field=models.PositiveSmallIntegerField(),
        ),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )
    revision = models.PositiveIntegerField(default=1, editable=False)
    planned_revision = models.PositiveIntegerField(default=0, editable=False)
    slip_no = models.CharField("交办单号", max_length=40, blank=True)
    issued_at = models.DateTimeField("交办时间", null=True, blank=True)
    acknowledged_at = models.DateTimeField("签收时间", null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="签收人",
    )
    finished_at = models.DateTimeField("申请销号时间", null=True, blank=True)
    closed_at = models.DateTimeField("销号时间", null=True, blank=True)
    # 改派: the part of another unit that this one goes on with. That one is cancelled and keeps its reports and history.
    taken_over_from = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="taken_over_by", verbose_name="接自"
    )
    # Written by an import of which not every row is in yet, or that is being taken back: it is there for the worker alone.
    is_hidden = models.BooleanField("导入未完成", default=False, editable=False)

    # The first one is the default: whoever asks for parts, from here or through an item, gets those that are there.
    objects = Shown()
    with_hidden = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位任务"
        ordering = ["item", "role", "unit__order", "id"]
        constraints = [
            # A part that was cancelled or handed over does not keep its unit from being given one again.
            models.UniqueConstraint(
                fields=["item", "unit"], condition=~models.Q(state=State.CANCELLED), name="unit_assigned_once"
            ),
            models.CheckConstraint(
                condition=models.Q(upper__isnull=True) ^ models.Q(role="sub"), name="handed_down_is_sub"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state"], name="assignment_unit_state"),
            models.Index(fields=["unit", "due_on"], name="assignment_unit_due"),
            # Where few parts are handed down, SQLite takes the plain index for one that leads to every row, and reads them all.
            models.Index(
                fields=["upper"], name="assignment_handed_down", condition=models.Q(upper__isnull=False)
            ),
            models.Index(fields=["stage", "due_on", "item"], name="assignment_stage_due"),
            models.Index(fields=["state", "due_on", "item"], name="assignment_state_due"),
            models.Index(
                fields=["id"],
                name="assignment_to_plan",
                condition=~models.Q(planned_revision=models.F("revision")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item.item_no} {self.unit}"

    @property
    def wording(self) -> str:
        """What the unit has to do: its own words where the unit above wrote some, else the item's."""
        return self.task or self.item.task
