"""Speeches that were handed in, and the drafts read out of them, which wait for a person's decision."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from tracker.org.models import Unit


class Source(models.Model):
    """A file or pasted text as it was handed in, kept once, with the places of the speeches in it.

    `parts`: a list of bridge.part_columns(), offsets into `text`. `sha256` (of the text) recognises the same one again;
    `batch` groups what one form handed in. While WAITING no speech was made of it yet: a person has to choose first.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "待取舍"
        TAKEN = "taken", "已录入"

    batch = models.UUIDField(editable=False)
    name = models.CharField("文件名", max_length=200, blank=True)
    file = models.FileField("原文件", upload_to="speeches/%Y", blank=True)
    text = models.TextField("全文")
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    parts = models.JSONField("所含讲话", default=list, editable=False)
    state = models.CharField("状态", max_length=10, choices=State, default=State.TAKEN)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="交稿人"
    )
    uploaded_at = models.DateTimeField("交稿时间")

    class Meta:
        verbose_name = verbose_name_plural = "来稿"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["batch"], name="source_batch"),
            models.Index(fields=["state"], name="source_waiting", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return self.name or "粘贴的文字"


class Speech(models.Model):
    """One speech. Offsets of its drafts are code points of `text`; `sha256` (of the text) recognises the same one again.

    It stands at source.text[source_start:source_start + len(text)]. `details` holds what was proposed for the officer's form,
    {"title"|"speaker"|"occasion"|"level"|"held_on": {"value", "reason", "start", "end"}}, with offsets into `text`.
    """

    class Level(models.TextChoices):
        NATIONAL = "national", "国家级"
        PROVINCIAL = "provincial", "省级"
        MUNICIPAL = "municipal", "市级"
        COUNTY = "county", "县级"
        TOWNSHIP = "township", "乡级"
        UNIT = "unit", "单位内部"

    class State(models.TextChoices):
        RECEIVED = "received", "待核对"
        QUEUED = "queued", "等待解析"
        PARSING = "parsing", "正在解析"
        PARSED = "parsed", "待确认"
        APPROVED = "approved", "已立项"
        FAILED = "failed", "解析失败"

    class DateSource(models.TextChoices):
        ARGUMENT = "argument", "人工填写"
        TEXT = "text", "文中识别"
        TODAY = "today", "默认当天"

    title = models.CharField("标题", max_length=200)
    speaker = models.CharField("讲话人", max_length=60, blank=True)
    occasion = models.CharField("场合", max_length=120, blank=True)
    level = models.CharField("级别", max_length=12, choices=Level, blank=True)
    held_on = models.DateField("讲话日期")
    held_on_source = models.CharField(
        "日期来源", max_length=10, choices=DateSource, default=DateSource.ARGUMENT
    )
    held_on_reason = models.CharField("日期依据", max_length=200, blank=True)
    details = models.JSONField("系统提出的信息", default=dict, editable=False)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="speeches", verbose_name="来稿"
    )
    source_start = models.PositiveIntegerField(default=0, editable=False)
    text = models.TextField("正文")
    # The headings, as bridge.outline gives them; filled when the speech is parsed.
    outline = models.JSONField("提纲", default=list, editable=False)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    state = models.CharField("状态", max_length=10, choices=State, default=State.RECEIVED)
    revision = models.PositiveIntegerField(default=0, editable=False)
    progress = models.PositiveSmallIntegerField("进度(%)", default=0)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    error = models.CharField("失败原因", max_length=300, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="录入人"
    )
    uploaded_at = models.DateTimeField("录入时间")
    batch_year = models.PositiveSmallIntegerField("立项年度", null=True, blank=True)
    batch_no = models.PositiveIntegerField("立项批次", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "讲话"
        ordering = ["-held_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch_year", "batch_no"],
                condition=Q(batch_no__isnull=False),
                name="speech_batch_once_a_year",
            )
        ]
        indexes = [models.Index(fields=["state", "lease_until"], name="speech_waiting")]

    def __str__(self) -> str:
        return self.title


class ShingleHash(models.Model):
    """One number of a speech's signature (bridge.signature): like speeches share many of them, and the index finds them."""

    speech = models.ForeignKey(Speech, models.CASCADE, related_name="hashes", verbose_name="讲话")
    value = models.PositiveIntegerField("数值")

    class Meta:
        verbose_name = verbose_name_plural = "讲话特征"
        constraints = [models.UniqueConstraint(fields=["value", "speech"], name="shingle_hash_once")]

    def __str__(self) -> str:
        return f"{self.speech_id}-{self.value}"


class Draft(models.Model):
    """One proposed responsibility item with the words behind each field.

    `lead`, `support`, `report_to`: lists of {"text", "start", "end", "unit": id or null, "group": id or null}. A collective
    may have "seen": the ids of its members when it was last looked at, and "without": [{"unit", "name", "reason"}].
    `leader_text` is what an officer wrote, "" while the leader follows from the unit in charge or the words (items/charge.py).
    `spans`: {"action"|"target"|"deadline"|"recurrence": [start, end]}. A decision is a conditional update on `revision`.
    A draft that was split or merged stays as a row, REPLACED, so that the act can be undone; pages leave it out.
    A RESTATED one makes no item of its own: its words become a further source of the item of `same_as`, or of an item that
    is there already, `joins`: {"item": id, "item_no": "督〔2026〕3-2", "due": whether its date becomes the item's}.
    `settled`: the doubts an officer has answered, {kind of doubts.KINDS: the answer in words}.
    """

    class Decision(models.TextChoices):
        PROPOSED = "proposed", "待确认"
        ACCEPTED = "accepted", "已采纳"
        REJECTED = "rejected", "已舍弃"
        REPLACED = "replaced", "已拆并"
        RESTATED = "restated", "已并入"

    class Origin(models.TextChoices):
        READ = "read", "系统读出"
        SPLIT = "split", "拆分而成"
        MERGED = "merged", "合并而成"
        MANUAL = "manual", "人工补录"

    speech = models.ForeignKey(Speech, models.CASCADE, related_name="drafts", verbose_name="讲话")
    ordinal = models.PositiveIntegerField("序号")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField("原文摘录")
    section = models.JSONField("所在标题", default=list)
    action = models.TextField("工作任务")
    target = models.CharField("目标要求", max_length=200, blank=True)
    lead = models.JSONField("牵头单位", default=list)
    support = models.JSONField("配合单位", default=list)
    report_to = models.JSONField("报送对象", default=list)
    leader_text = models.CharField("分管领导", max_length=60, blank=True)
    lead_inherited = models.BooleanField("责任单位承前省略", default=False)
    due_text = models.CharField("完成时限(原文)", max_length=120, blank=True)
    due_on = models.DateField("完成时限", null=True, blank=True)
    due_time = models.TimeField("完成时刻", null=True, blank=True)
    due_kind = models.CharField("时限类型", max_length=10, blank=True)
    due_trace = models.CharField("时限推算", max_length=300, blank=True)
    due_provisional = models.BooleanField("暂定", default=False)
    due_alternatives = models.JSONField("另一种读法的日期", default=list)
    rrule = models.CharField("报送频次规则", max_length=120, blank=True)
    recurrence_text = models.CharField("报送频次", max_length=120, blank=True)
    spans = models.JSONField(default=dict)
    confidence = models.FloatField("把握")
    is_proposed = models.BooleanField("达到阈值", default=True)
    reasons = models.JSONField("理由", default=list)
    doubts = models.JSONField("疑点", default=list)
    settled = models.JSONField("已答的疑点", default=dict)
    joins = models.JSONField("并入的已有事项", default=dict)
    same_as = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="restatements", verbose_name="重申"
    )
    origin = models.CharField("来历", max_length=10, choices=Origin, default=Origin.READ)
    is_edited = models.BooleanField("改动过", default=False)
    decision = models.CharField("决定", max_length=10, choices=Decision, default=Decision.PROPOSED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reject_reason = models.CharField("舍弃原因", max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "事项草稿"
        # By place: a part that was split off later has a later number but belongs beside its other half.
        ordering = ["speech", "start", "ordinal"]
        constraints = [models.UniqueConstraint(fields=["speech", "ordinal"], name="draft_ordinal_once")]

    def __str__(self) -> str:
        return self.action[:40]


class DeskAct(models.Model):
    """One thing an officer did on the review desk; what it changed stands in its DraftChanges. Append-only but for `undone_at`."""

    class Kind(models.TextChoices):
        ACCEPT = "accept", "采纳"
        REJECT = "reject", "舍弃"
        RESTORE = "restore", "恢复待定"
        EDIT = "edit", "修改"
        ACCEPT_ALL = "accept_all", "批量采纳"
        SPLIT = "split", "拆分"
        MERGE = "merge", "合并"
        ADD = "add", "补录"
        NAME = "name", "认定单位"
        ANSWER = "answer", "答疑"
        RESTATE = "restate", "并入"
        JOIN = "join", "并入已有事项"
        ADOPT = "adopt", "执行制度"
        DECLINE = "decline", "不执行制度"
        NEW_UNIT = "new_unit", "新设单位"
        MEMBERS = "members", "调整成员"
        REVERT = "revert", "退回此前"
        UNDO = "undo", "撤销"

    speech = models.ForeignKey(Speech, models.CASCADE, related_name="desk_acts", verbose_name="讲话")
    kind = models.CharField("操作", max_length=10, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="操作人")
    # Who did it in words, with the one a deputy stood in for.
    done_as = models.CharField("署名", max_length=100, blank=True)
    at = models.DateTimeField("时间")
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    # The unit that was made for a name; to take the act back is to take this unit back, where nothing else needs it yet.
    unit = models.ForeignKey(
        Unit, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="新设的单位"
    )
    # The words that were to mean the chosen unit from now on; to take the act back is to forget that too.
    alias = models.CharField("登记的别名", max_length=80, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "审核操作"
        ordering = ["-id"]
        indexes = [models.Index(fields=["speech", "by"], name="deskact_of_officer")]

    def __str__(self) -> str:
        return self.get_kind_display()


class DraftChange(models.Model):
    """What an act changed of one draft: `before` and `after` hold the changed columns by name, as JSON values."""

    act = models.ForeignKey(DeskAct, models.CASCADE, related_name="changes", verbose_name="操作")
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="changes", verbose_name="草稿")
    before = models.JSONField("改前", default=dict)
    after = models.JSONField("改后", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "草稿变更"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["act", "draft"], name="draft_change_once")]

    def __str__(self) -> str:
        return f"{self.act_id}-{self.draft_id}"


class RegimeDraft(models.Model):
    """A regime the speech announces (日报告、周通报…), as read; `steps` as in speeches.draft.RegimeStepDraft.

    `readings`: other rhythms that later words give a step, as in speeches.draft.StepReading; `settled`: {number of the step:
    the rhythm chosen, in words}. A decision is a conditional update on `revision`.
    """

    class Decision(models.TextChoices):
        PROPOSED = "proposed", "待确认"
        ADOPTED = "adopted", "已确认执行"
        DECLINED = "declined", "不执行"

    speech = models.ForeignKey(Speech, models.CASCADE, related_name="regime_drafts", verbose_name="讲话")
    title = models.CharField("制度", max_length=200)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    steps = models.JSONField("环节", default=list)
    conflicts = models.JSONField("前后不一致", default=list)
    readings = models.JSONField("另一种频次", default=list)
    settled = models.JSONField("已定的频次", default=dict)
    decision = models.CharField("决定", max_length=10, choices=Decision, default=Decision.PROPOSED)
    revision = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "讲话中的制度"
        ordering = ["speech", "start"]
        constraints = [models.UniqueConstraint(fields=["speech", "start"], name="regime_draft_once")]

    def __str__(self) -> str:
        return self.title


class RegimeChange(models.Model):
    """What an act changed of one announced regime, as DraftChange tells it of a draft."""

    act = models.ForeignKey(DeskAct, models.CASCADE, related_name="regime_changes", verbose_name="操作")
    regime_draft = models.ForeignKey(
        RegimeDraft, models.CASCADE, related_name="changes", verbose_name="讲话中的制度"
    )
    before = models.JSONField("改前", default=dict)
    after = models.JSONField("改后", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "制度变更"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["act", "regime_draft"], name="regime_change_once")]

    def __str__(self) -> str:
        return f"{self.act_id}-{self.regime_draft_id}"


class UnsavedEdit(models.Model):
    """What an officer has typed into the form of a draft and not saved: only the fields that differ, as the form gave them."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="unsaved", verbose_name="草稿")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="督查专员"
    )
    fields = models.JSONField("填写的内容", default=dict)
    kept_at = models.DateTimeField("暂存时间")

    class Meta:
        verbose_name = verbose_name_plural = "未保存的修改"
        constraints = [models.UniqueConstraint(fields=["draft", "officer"], name="unsaved_edit_once")]
        indexes = [models.Index(fields=["kept_at"], name="unsaved_edit_age")]

    def __str__(self) -> str:
        return f"{self.draft_id}-{self.officer_id}"


class UnsavedAddition(models.Model):
    """What an officer has typed into the form that adds a draft of selected words (`start` to `end`), and not saved."""

    speech = models.ForeignKey(Speech, models.CASCADE, related_name="additions", verbose_name="讲话")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="督查专员"
    )
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    fields = models.JSONField("填写的内容", default=dict)
    kept_at = models.DateTimeField("暂存时间")

    class Meta:
        verbose_name = verbose_name_plural = "未保存的补录"
        constraints = [models.UniqueConstraint(fields=["speech", "officer"], name="unsaved_addition_once")]
        indexes = [models.Index(fields=["kept_at"], name="unsaved_addition_age")]

    def __str__(self) -> str:
        return f"{self.speech_id}-{self.officer_id}"


class UnsavedForm(models.Model):
    """What an officer has typed into a small form of the desk (`form`, a key of unsaved_forms.FORMS) and not sent.

    `about` is the id of the draft, regime or speech it belongs to; `part` the name it is about, where a draft has several.
    """

    speech = models.ForeignKey(Speech, models.CASCADE, related_name="+", verbose_name="讲话")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="督查专员"
    )
    form = models.CharField("表单", max_length=12)
    about = models.PositiveBigIntegerField("所属记录")
    part = models.CharField("名称", max_length=100, blank=True)
    fields = models.JSONField("填写的内容", default=dict)
    kept_at = models.DateTimeField("暂存时间")

    class Meta:
        verbose_name = verbose_name_plural = "未提交的表单"
        constraints = [
            models.UniqueConstraint(fields=["officer", "form", "about", "part"], name="unsaved_form_once")
        ]
        indexes = [models.Index(fields=["kept_at"], name="unsaved_form_age")]

    def __str__(self) -> str:
        return f"{self.form}-{self.about}-{self.officer_id}"


class DeskVisit(models.Model):
    """A tab in which an officer has a speech's desk open. It counts until a while after `seen_at`; nothing is decided by it."""

    speech = models.ForeignKey(Speech, models.CASCADE, related_name="visits", verbose_name="讲话")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="督查专员"
    )
    tab = models.CharField(max_length=32)
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, blank=True, related_name="+")
    is_editing = models.BooleanField("正在修改", default=False)
    seen_at = models.DateTimeField("最近一次")

    class Meta:
        verbose_name = verbose_name_plural = "在审核台的人"
        constraints = [
            models.UniqueConstraint(fields=["speech", "officer", "tab"], name="desk_visit_once_a_tab")
        ]
        indexes = [models.Index(fields=["speech", "seen_at"], name="desk_visit_now")]

    def __str__(self) -> str:
        return f"{self.speech_id}-{self.officer_id}"
