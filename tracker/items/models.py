"""Responsibility items, the units that answer for them, what they reported, and the history nobody can rewrite."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tracker.meetings.models import Draft, Speech
from tracker.org.models import Person, Unit

from .states import OPEN, State


class ResponsibilityItem(models.Model):
    """One duty laid on one or more units, with its basis and approver (DOMAIN c1 art. 11).

    `unresolved`: names as written that no unit answers to, [{"text", "role"}]: they stay visible until an officer settles them.
    `left_out`: members of a collective that an officer took out, [{"unit", "name", "text", "reason"}].
    `leader_text` is the leader in charge as written, where the office knows nobody of that name.
    """

    item_no = models.CharField("编号", max_length=40, unique=True)
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


class UnitAssignment(models.Model):
    """One unit's part in an item: its own state, deadline and reports. Lateness and lights are derived, never stored.

    `planned_revision` is the revision the reminder plan was made for; the reminders ticker keeps it in step.
    """

    class Role(models.TextChoices):
        LEAD = "lead", "牵头"
        SUPPORT = "support", "配合"

    item = models.ForeignKey(
        ResponsibilityItem, models.PROTECT, related_name="assignments", verbose_name="责任事项"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments", verbose_name="责任单位")
    role = models.CharField("分工", max_length=10, choices=Role)
    named_as = models.CharField("原文名称", max_length=80, blank=True)
    due_text = models.CharField("完成时限(原文)", max_length=120, blank=True)
    due_on = models.DateField("完成时限", null=True, blank=True)
    due_time = models.TimeField("完成时刻", null=True, blank=True)
    is_approximate = models.BooleanField("约数", default=False)
    # Where the deadline was moved: the first one, and the one by which punctuality is judged when that is not `due_on`.
    original_due_on = models.DateField("原定时限", null=True, blank=True)
    judged_due_on = models.DateField("考核时限", null=True, blank=True)
    state = models.CharField("状态", max_length=20, choices=State, default=State.REGISTERED)
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

    class Meta:
        verbose_name = verbose_name_plural = "单位任务"
        ordering = ["item", "role", "unit__order", "id"]
        constraints = [models.UniqueConstraint(fields=["item", "unit"], name="unit_assigned_once")]
        indexes = [
            models.Index(fields=["unit", "state"], name="assignment_unit_state"),
            models.Index(
                fields=["due_on"], name="assignment_open_due", condition=models.Q(state__in=sorted(OPEN))
            ),
            models.Index(
                fields=["id"],
                name="assignment_to_plan",
                condition=~models.Q(planned_revision=models.F("revision")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item.item_no} {self.unit}"


class ProgressReport(models.Model):
    """What a unit said it did (进展反馈). Never changed after it was sent."""

    assignment = models.ForeignKey(
        UnitAssignment, models.PROTECT, related_name="reports", verbose_name="单位任务"
    )
    content = models.TextField("进展情况")
    problems = models.TextField("存在问题", blank=True)
    next_steps = models.TextField("下步措施", blank=True)
    percent = models.PositiveSmallIntegerField("完成比例(%)", null=True, blank=True)
    # How much of the number to be reached is done, in the target's own measure.
    amount = models.DecimalField("完成数量", max_digits=16, decimal_places=4, null=True, blank=True)
    is_unchanged = models.BooleanField("无变化", default=False)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="填报人"
    )
    reported_at = models.DateTimeField("填报时间")

    class Meta:
        verbose_name = verbose_name_plural = "进展反馈"
        ordering = ["-reported_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(percent__isnull=True) | models.Q(percent__lte=100),
                name="percent_up_to_100",
            )
        ]

    def __str__(self) -> str:
        return self.content[:40]


class Evidence(models.Model):
    """A file that came with a progress report (佐证材料). `name` is what the unit called it; on disk the name is random."""

    report = models.ForeignKey(
        ProgressReport, models.PROTECT, related_name="evidence", verbose_name="进展反馈"
    )
    name = models.CharField("文件名", max_length=150)
    file = models.FileField("文件", upload_to="evidence/%Y")
    size = models.PositiveBigIntegerField("字节数")
    sha256 = models.CharField("校验值", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "佐证材料"
        ordering = ["report", "id"]

    def __str__(self) -> str:
        return self.name


class ExtensionRequest(models.Model):
    """A unit's request for a later date (延期申请), and the answer. At most one per assignment waits for its answer."""

    class State(models.TextChoices):
        ASKED = "asked", "待答复"
        GRANTED = "granted", "已同意"
        REFUSED = "refused", "未同意"
        WITHDRAWN = "withdrawn", "已失效"

    assignment = models.ForeignKey(
        UnitAssignment, models.PROTECT, related_name="extensions", verbose_name="单位任务"
    )
    old_due_on = models.DateField("申请时的时限")
    new_due_on = models.DateField("申请延至")
    reason = models.CharField("延期理由", max_length=500)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="申请人"
    )
    asked_at = models.DateTimeField("申请时间")
    state = models.CharField("状态", max_length=10, choices=State, default=State.ASKED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="答复人",
    )
    decided_at = models.DateTimeField("答复时间", null=True, blank=True)
    answer = models.CharField("答复意见", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "延期申请"
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=models.Q(state="asked"), name="one_extension_waits"
            ),
            models.CheckConstraint(
                condition=models.Q(new_due_on__gt=models.F("old_due_on")), name="extension_is_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment} {self.old_due_on}→{self.new_due_on}"


class SamplePlan(models.Model):
    """One random draw for spot checks (抽查方案): with its seed and the fingerprint of whom it was drawn from it can be drawn again."""

    seed = models.CharField("随机种子", max_length=64)
    size = models.PositiveIntegerField("抽取数量")
    population = models.PositiveIntegerField("范围内任务数")
    population_digest = models.CharField("范围校验值", max_length=64)
    states = models.CharField("范围", max_length=200)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="抽取人"
    )
    made_at = models.DateTimeField("抽取时间")

    class Meta:
        verbose_name = verbose_name_plural = "抽查方案"
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d} {self.size}/{self.population}"


class Verification(models.Model):
    """One look at an assignment (核查): planned, then found. `reported_percent` is what the unit said at the time."""

    class Kind(models.TextChoices):
        DESK = "desk", "书面核查"
        SPOT = "spot", "抽查"
        VISIT = "visit", "明查暗访"
        LOOKBACK = "lookback", "回头看"

    class Result(models.TextChoices):
        CONFIRMED = "confirmed", "属实"
        PARTLY = "partly", "部分属实"
        UNFOUNDED = "unfounded", "不属实"

    assignment = models.ForeignKey(
        UnitAssignment, models.PROTECT, related_name="checks", verbose_name="单位任务"
    )
    kind = models.CharField("方式", max_length=10, choices=Kind)
    planned_on = models.DateField("计划日期")
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="安排人"
    )
    planned_at = models.DateTimeField("安排时间")
    sample = models.ForeignKey(
        SamplePlan, models.PROTECT, null=True, blank=True, related_name="checks", verbose_name="抽查方案"
    )
    result = models.CharField("结果", max_length=10, choices=Result, blank=True)
    percent = models.PositiveSmallIntegerField("核实比例(%)", null=True, blank=True)
    reported_percent = models.PositiveSmallIntegerField("自报比例(%)", null=True, blank=True)
    finding = models.TextField("核查情况", blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="核查人",
    )
    done_at = models.DateTimeField("核查时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "核查"
        ordering = ["-planned_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "kind"],
                condition=models.Q(done_at__isnull=True),
                name="one_check_of_a_kind_waits",
            )
        ]
        indexes = [
            models.Index(
                fields=["planned_on"], name="check_waiting", condition=models.Q(done_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment} {self.get_kind_display()}"


class Event(models.Model):
    """One line of an item's history, chained: `digest` covers the line and the digest before it. Append-only."""

    item = models.ForeignKey(
        ResponsibilityItem, models.PROTECT, related_name="events", verbose_name="责任事项"
    )
    assignment = models.ForeignKey(
        UnitAssignment, models.PROTECT, null=True, blank=True, related_name="events", verbose_name="单位任务"
    )
    number = models.PositiveIntegerField("序号")
    act = models.CharField("动作", max_length=20)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="经办人"
    )
    at = models.DateTimeField("时间")
    data = models.JSONField("内容", default=dict)
    digest = models.CharField("校验值", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "办理记录"
        ordering = ["item", "number"]
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="event_number_once")]

    def __str__(self) -> str:
        return f"{self.item_id}-{self.number} {self.act}"
