"""Ledgers that an office kept before, brought in as items: the file, how its columns were read, every row, and who did what."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class LedgerImport(models.Model):
    """One ledger on its way in (台账导入), or out again. A worker checks, writes and takes back; a queue message is only a hint.

    `mapping`: field → column from 0. `options`: basis, approver, the day by which words are read, the closing day of what has none,
    and words for states. `titles`, `examples`: the head of the table as it was read. `counts`: what the check found.
    `warned_at`: since when whoever handed it in knows that it will go, for it was never confirmed (expiring.py).
    `hidden_after`: while some rows are written and not shown yet, the last line of any history before the first of theirs.
    """

    class State(models.TextChoices):
        MAPPING = "mapping", "待对应列"
        TO_CHECK = "to_check", "等待检查"
        CHECKING = "checking", "检查中"
        CHECKED = "checked", "已检查，未导入"
        TO_APPLY = "to_apply", "等待导入"
        APPLYING = "applying", "导入中"
        APPLIED = "applied", "已导入"
        TO_UNDO = "to_undo", "等待撤回"
        UNDOING = "undoing", "撤回中"
        UNDONE = "undone", "已撤回"
        TO_CLEAR = "to_clear", "等待清理"
        CLEARING = "clearing", "清理中"

    name = models.CharField("文件名", max_length=150)
    sha256 = models.CharField("校验值", max_length=64)
    file = models.FileField("文件", upload_to="ledgers/%Y")
    size = models.PositiveBigIntegerField("字节数")
    sheet = models.CharField("工作表", max_length=60)
    titles = models.JSONField("列名", default=list)
    examples = models.JSONField("示例", default=list)
    fingerprint = models.CharField("表头特征", max_length=64)
    mapping = models.JSONField("列的对应", default=dict)
    options = models.JSONField("选项", default=dict)
    notes = models.JSONField("说明", default=list)
    counts = models.JSONField("检查结果", default=dict)
    state = models.CharField("状态", max_length=10, choices=State, default=State.MAPPING)
    progress = models.PositiveSmallIntegerField("进度(%)", default=0)
    # How often in a row it was begun and not brought to an end; and the number of the claim, by which a worker knows its own.
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    claims = models.PositiveIntegerField(default=0, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    error = models.CharField("出错", max_length=300, blank=True)
    batch_year = models.PositiveSmallIntegerField("批次年度", null=True, blank=True)
    batch_no = models.PositiveIntegerField("批次", null=True, blank=True)
    hidden_after = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间")
    warned_at = models.DateTimeField("告知将清除", null=True, blank=True, editable=False)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="导入人",
    )
    applied_at = models.DateTimeField("导入时间", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="撤回人",
    )
    undone_at = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "台账导入"
        ordering = ["-uploaded_at", "-id"]
        constraints = [
            # The same file is on its way or in once; taken back, it may come again.
            models.UniqueConstraint(
                fields=["sha256"], condition=~models.Q(state="undone"), name="ledger_once_until_undone"
            ),
            models.UniqueConstraint(fields=["batch_year", "batch_no"], name="ledger_batch_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ImportRow(models.Model):
    """What one row of a ledger, or several rows of one number, would become: `plan` as columns of an item and its parts."""

    ledger = models.ForeignKey(LedgerImport, models.CASCADE, related_name="rows", verbose_name="台账导入")
    number = models.PositiveIntegerField("行号")
    source_no = models.CharField("原编号", max_length=80, blank=True)
    task = models.CharField("工作任务", max_length=200, blank=True)
    plan = models.JSONField("读出的内容", default=dict)
    problems = models.JSONField("问题", default=list)
    notes = models.JSONField("说明", default=list)
    is_good = models.BooleanField("可以导入", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "台账导入的行"
        ordering = ["ledger", "number"]
        constraints = [models.UniqueConstraint(fields=["ledger", "number"], name="ledger_row_once")]

    def __str__(self) -> str:
        return f"{self.ledger} 第{self.number}行"


class LedgerHabit(models.Model):
    """How tables with these column titles were read last time, so that nobody has to say it twice."""

    fingerprint = models.CharField("表头特征", max_length=64, unique=True)
    columns = models.JSONField("字段与列名", default=dict)
    options = models.JSONField("选项", default=dict)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="保存人"
    )
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = verbose_name_plural = "台账列的对应"
        ordering = ["-saved_at"]

    def __str__(self) -> str:
        return self.fingerprint[:12]
