from __future__ import annotations

import datetime
from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    # The steps before the first release; a trial database that took them all goes on from here.
    replaces = [
        ("regimes", "0002_adopted_drafts"),
        ("regimes", "0003_slots"),
        ("regimes", "0004_ladders"),
        ("regimes", "0005_scoring"),
        ("regimes", "0006_plan_frame"),
    ]

    dependencies = [
        ("items", "0001_initial"),
        ("meetings", "0001_initial"),
        ("org", "0001_initial"),
        ("org", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Instrument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("chase", "催办"),
                            ("reminder", "提醒函"),
                            ("warning", "警示函"),
                            ("supervision", "督办函"),
                            ("bulletin", "通报"),
                            ("interview", "约谈建议"),
                            ("accountability", "问责建议"),
                        ],
                        max_length=20,
                        verbose_name="文种",
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="本办叫法")),
                ("template", models.TextField(verbose_name="文书内容")),
            ],
            options={
                "verbose_name": "督办文书",
                "verbose_name_plural": "督办文书",
                "ordering": ["set", "id"],
            },
        ),
        migrations.CreateModel(
            name="InstrumentSet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="名称")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
            ],
            options={
                "verbose_name": "督办手段",
                "verbose_name_plural": "督办手段",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="PlanFrame",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("singleton", models.BooleanField(default=True, editable=False, unique=True)),
                ("number", models.PositiveIntegerField(default=0, verbose_name="序号")),
                ("workdays", models.JSONField(default=dict, verbose_name="工作日")),
                ("closing", models.TimeField(null=True, verbose_name="下班时间")),
                (
                    "reminder_workdays",
                    models.CharField(blank=True, max_length=40, verbose_name="到期前提醒(工作日)"),
                ),
                ("changed_at", models.DateTimeField(null=True, verbose_name="最近变动")),
                ("first", models.DateField(null=True, verbose_name="变动首日")),
                ("last", models.DateField(null=True, verbose_name="变动末日")),
                ("before", models.JSONField(default=dict, verbose_name="变动前的工作日")),
                ("stage", models.CharField(blank=True, max_length=20, verbose_name="重排进度")),
                ("after", models.BigIntegerField(default=0, verbose_name="已重排到")),
            ],
            options={
                "verbose_name": "排期依据",
                "verbose_name_plural": "排期依据",
            },
        ),
        migrations.CreateModel(
            name="EscalationLadder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="名称")),
                ("is_general", models.BooleanField(default=False, verbose_name="全办通用")),
                ("general_since", models.DateTimeField(blank=True, null=True, verbose_name="通用自")),
                ("made_at", models.DateTimeField(verbose_name="设立时间")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="设立人",
                    ),
                ),
            ],
            options={
                "verbose_name": "督办阶梯",
                "verbose_name_plural": "督办阶梯",
                "ordering": ["-is_general", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_general", True)),
                        fields=("is_general",),
                        name="one_general_ladder",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EscalationLevel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="级")),
                (
                    "overdue_days",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="逾期(天)"),
                ),
                ("is_workdays", models.BooleanField(default=False, verbose_name="按工作日")),
                (
                    "missed_reports",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="连续漏报(期)"),
                ),
                (
                    "late_reports",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="累计迟报(期)"),
                ),
                (
                    "red_times",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="单位亮红灯(次)"),
                ),
                ("red_within", models.PositiveSmallIntegerField(default=90, verbose_name="红灯统计期(天)")),
                ("on_failed_look", models.BooleanField(default=False, verbose_name="回头看不属实")),
                (
                    "after_days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="上一级发出后(工作日)"
                    ),
                ),
                (
                    "colour",
                    models.CharField(
                        choices=[
                            ("blue", "蓝"),
                            ("green", "绿"),
                            ("yellow", "黄"),
                            ("orange", "橙"),
                            ("red", "红"),
                            ("purple", "紫"),
                            ("grey", "灰"),
                        ],
                        max_length=10,
                        verbose_name="颜色",
                    ),
                ),
                (
                    "addressee",
                    models.CharField(
                        choices=[
                            ("unit", "责任单位"),
                            ("head", "单位主要负责人"),
                            ("leader", "分管领导"),
                            ("upper", "上级机关"),
                        ],
                        default="unit",
                        max_length=10,
                        verbose_name="送达",
                    ),
                ),
                (
                    "approver",
                    models.CharField(
                        choices=[("officer", "督查专员"), ("leader", "分管领导"), ("person", "指定人员")],
                        default="officer",
                        max_length=10,
                        verbose_name="批准人",
                    ),
                ),
                (
                    "approver_person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="指定批准人",
                    ),
                ),
                (
                    "instrument",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regimes.instrument",
                        verbose_name="督办文书",
                    ),
                ),
            ],
            options={
                "verbose_name": "阶梯级次",
                "verbose_name_plural": "阶梯级次",
                "ordering": ["version", "number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approver", "person"), ("approver_person__isnull", True), _connector="XOR"
                        ),
                        name="named_approver_is_named",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Escalation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("occurrence", models.CharField(max_length=40, verbose_name="事由")),
                ("cause", models.CharField(max_length=120, verbose_name="事由说明")),
                ("came_due_at", models.DateTimeField(verbose_name="达到条件")),
                ("opened_at", models.DateTimeField(verbose_name="提出时间")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("chase", "催办"),
                            ("reminder", "提醒函"),
                            ("warning", "警示函"),
                            ("supervision", "督办函"),
                            ("bulletin", "通报"),
                            ("interview", "约谈建议"),
                            ("accountability", "问责建议"),
                        ],
                        max_length=20,
                        verbose_name="文种",
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="文书")),
                (
                    "colour",
                    models.CharField(
                        choices=[
                            ("blue", "蓝"),
                            ("green", "绿"),
                            ("yellow", "黄"),
                            ("orange", "橙"),
                            ("red", "红"),
                            ("purple", "紫"),
                            ("grey", "灰"),
                        ],
                        max_length=10,
                        verbose_name="颜色",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="标题")),
                ("body", models.TextField(blank=True, verbose_name="内容")),
                ("edited_at", models.DateTimeField(blank=True, null=True, verbose_name="改稿时间")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "待批准"),
                            ("held", "暂缓"),
                            ("issued", "已发出"),
                            ("rejected", "不同意"),
                            ("lapsed", "已失效"),
                            ("passed", "未单独提出"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("held_until", models.DateField(blank=True, null=True, verbose_name="暂缓至")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="决定时间")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="理由")),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="年度")),
                ("number", models.PositiveIntegerField(blank=True, null=True, verbose_name="序号")),
                ("doc_no", models.CharField(blank=True, max_length=40, verbose_name="文号")),
                ("letter", models.JSONField(blank=True, default=dict, verbose_name="定稿")),
                ("asked_at", models.DateTimeField(blank=True, null=True, verbose_name="要求说明时间")),
                ("explain_by", models.DateField(blank=True, null=True, verbose_name="说明期限")),
                ("explanation", models.TextField(blank=True, verbose_name="单位说明")),
                ("explained_at", models.DateTimeField(blank=True, null=True, verbose_name="说明时间")),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="要求说明人",
                    ),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="escalations",
                        to="items.unitassignment",
                        verbose_name="单位任务",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="决定人",
                    ),
                ),
                (
                    "edited_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="改稿人",
                    ),
                ),
                (
                    "explained_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="说明人",
                    ),
                ),
                (
                    "level",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="escalations",
                        to="regimes.escalationlevel",
                        verbose_name="阶梯级次",
                    ),
                ),
            ],
            options={
                "verbose_name": "督办措施",
                "verbose_name_plural": "督办措施",
                "ordering": ["-opened_at", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "held"])),
                        fields=["opened_at"],
                        name="escalation_waiting",
                    ),
                    models.Index(fields=["state", "opened_at"], name="escalation_by_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("assignment", "level", "occurrence"), name="escalation_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("number__isnull", False)),
                        fields=("kind", "year", "number"),
                        name="escalation_number_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "held"])),
                        fields=("assignment",),
                        name="one_escalation_waits",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="instrument",
            name="set",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="instruments",
                to="regimes.instrumentset",
                verbose_name="督办手段",
            ),
        ),
        migrations.CreateModel(
            name="LadderVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="版本")),
                ("starts_on", models.DateField(verbose_name="起")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="止")),
                ("is_withdrawn", models.BooleanField(default=False, verbose_name="未执行")),
                ("is_stepwise", models.BooleanField(default=True, verbose_name="逐级")),
                ("needs_other", models.BooleanField(default=True, verbose_name="拟稿人不得批准")),
                ("made_at", models.DateTimeField(verbose_name="确认时间")),
                (
                    "instruments",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regimes.instrumentset",
                        verbose_name="督办手段",
                    ),
                ),
                (
                    "ladder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="regimes.escalationladder",
                        verbose_name="督办阶梯",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确认人",
                    ),
                ),
            ],
            options={
                "verbose_name": "阶梯版本",
                "verbose_name_plural": "阶梯版本",
                "ordering": ["ladder", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("ladder", "number"), name="ladder_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="ladder_version_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="escalationlevel",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="levels",
                to="regimes.ladderversion",
                verbose_name="阶梯版本",
            ),
        ),
        migrations.CreateModel(
            name="NotedEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=60, unique=True, verbose_name="依据")),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="items.event",
                        verbose_name="办理记录",
                    ),
                ),
            ],
            options={
                "verbose_name": "系统记录",
                "verbose_name_plural": "系统记录",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Regime",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="名称")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="版本")),
                (
                    "scope",
                    models.CharField(
                        choices=[("speech", "来源讲话的事项"), ("chosen", "选定的事项"), ("all", "全部事项")],
                        default="speech",
                        max_length=10,
                        verbose_name="适用范围",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="起")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="止")),
                ("is_withdrawn", models.BooleanField(default=False, verbose_name="未执行")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="设立理由")),
                ("adopted_at", models.DateTimeField(verbose_name="确认时间")),
                (
                    "adopted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确认人",
                    ),
                ),
                (
                    "draft",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="regime",
                        to="meetings.regimedraft",
                        verbose_name="讲话中的制度",
                    ),
                ),
                (
                    "ladder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="regimes",
                        to="regimes.escalationladder",
                        verbose_name="督办阶梯",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="regimes.regime",
                        verbose_name="取代的版本",
                    ),
                ),
                (
                    "speech",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="regimes",
                        to="meetings.speech",
                        verbose_name="来源讲话",
                    ),
                ),
            ],
            options={
                "verbose_name": "工作制度",
                "verbose_name_plural": "工作制度",
                "ordering": ["-starts_on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="regime_ends_after_start",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RegimeItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("attached_at", models.DateTimeField(verbose_name="纳入时间")),
                (
                    "attached_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="items.responsibilityitem",
                        verbose_name="责任事项",
                    ),
                ),
                (
                    "regime",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="chosen",
                        to="regimes.regime",
                        verbose_name="制度",
                    ),
                ),
            ],
            options={
                "verbose_name": "制度适用事项",
                "verbose_name_plural": "制度适用事项",
                "ordering": ["regime", "item"],
                "constraints": [
                    models.UniqueConstraint(fields=("regime", "item"), name="item_under_regime_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RegimeStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="序号")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("report", "报告"),
                            ("bulletin", "通报"),
                            ("inspection", "督查"),
                            ("field_review", "拉练"),
                            ("dispatch", "调度"),
                            ("summary", "汇总"),
                            ("appraisal", "评比"),
                            ("meeting", "会议"),
                            ("prompt", "提示"),
                            ("ladder", "阶梯措施"),
                            ("other", "其他"),
                        ],
                        max_length=20,
                        verbose_name="事项",
                    ),
                ),
                ("words", models.CharField(max_length=120, verbose_name="原文")),
                ("rrule", models.CharField(blank=True, max_length=120, verbose_name="频次")),
                ("time", models.TimeField(blank=True, null=True, verbose_name="时刻")),
                (
                    "doer",
                    models.CharField(
                        choices=[("leads", "牵头单位"), ("units", "牵头和配合单位"), ("office", "本办")],
                        default="leads",
                        max_length=10,
                        verbose_name="由谁做",
                    ),
                ),
                (
                    "roll",
                    models.CharField(
                        choices=[
                            ("back", "提前到之前的工作日"),
                            ("forward", "顺延到之后的工作日"),
                            ("none", "不调整"),
                        ],
                        default="back",
                        max_length=10,
                        verbose_name="遇休息日",
                    ),
                ),
                (
                    "regime",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="regimes.regime",
                        verbose_name="制度",
                    ),
                ),
            ],
            options={
                "verbose_name": "制度环节",
                "verbose_name_plural": "制度环节",
                "ordering": ["regime", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("regime", "number"), name="step_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="OfficeDuty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_on", models.DateField(verbose_name="应办日")),
                ("due_at", models.DateTimeField(verbose_name="应办时限")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="办结时间")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="regimes.regimestep",
                        verbose_name="制度环节",
                    ),
                ),
            ],
            options={
                "verbose_name": "本办应办",
                "verbose_name_plural": "本办应办",
                "ordering": ["due_at", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=["due_at"],
                        name="office_duty_open",
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("step", "due_on"), name="office_duty_once")],
            },
        ),
        migrations.CreateModel(
            name="ReportSlot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_on", models.DateField(verbose_name="应报日")),
                ("due_at", models.DateTimeField(verbose_name="应报时限")),
                ("opens_at", models.DateTimeField(verbose_name="起")),
                ("lapses_at", models.DateTimeField(verbose_name="止")),
                ("sources", models.JSONField(default=list, verbose_name="来源")),
                ("is_void", models.BooleanField(default=False, verbose_name="不需报")),
                ("excuse", models.CharField(blank=True, max_length=200, verbose_name="免报理由")),
                ("excused_at", models.DateTimeField(blank=True, null=True, verbose_name="免报时间")),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="slots",
                        to="items.unitassignment",
                        verbose_name="单位任务",
                    ),
                ),
                (
                    "excused_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="免报批准人",
                    ),
                ),
            ],
            options={
                "verbose_name": "应报期",
                "verbose_name_plural": "应报期",
                "ordering": ["due_at", "id"],
                "indexes": [models.Index(fields=["due_at"], name="slot_due")],
                "constraints": [models.UniqueConstraint(fields=("assignment", "due_on"), name="slot_once")],
            },
        ),
        migrations.CreateModel(
            name="SchemeVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="版本")),
                ("starts_on", models.DateField(verbose_name="起")),
                (
                    "base",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("100"), max_digits=6, verbose_name="基础分"
                    ),
                ),
                (
                    "floor",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("0"), max_digits=6, verbose_name="最低分"
                    ),
                ),
                (
                    "ceiling",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("120"), max_digits=6, verbose_name="最高分"
                    ),
                ),
                ("is_weighed", models.BooleanField(default=True, verbose_name="按事项数折算")),
                ("few", models.PositiveSmallIntegerField(default=3, verbose_name="参加排名的最少事项数")),
                ("by_kind", models.BooleanField(default=True, verbose_name="按单位类别分组排名")),
                (
                    "talk_last",
                    models.PositiveSmallIntegerField(default=0, verbose_name="提请约谈的末位单位数"),
                ),
                (
                    "appeal_days",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="申诉期限(工作日)",
                    ),
                ),
                (
                    "decide_days",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="答复期限(工作日)",
                    ),
                ),
                ("early_days", models.PositiveSmallIntegerField(default=5, verbose_name="提前办结的天数")),
                ("closing", models.TimeField(default=datetime.time(18, 0), verbose_name="下班时间")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="修订理由")),
                ("made_at", models.DateTimeField(verbose_name="制定时间")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="制定人",
                    ),
                ),
            ],
            options={
                "verbose_name": "考评办法版本",
                "verbose_name_plural": "考评办法版本",
                "ordering": ["scheme", "number"],
            },
        ),
        migrations.CreateModel(
            name="ScoreEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fact", models.CharField(max_length=60, verbose_name="依据")),
                ("number", models.PositiveSmallIntegerField(default=1, verbose_name="次序")),
                ("kind", models.CharField(max_length=20, verbose_name="计分事项")),
                ("role", models.CharField(max_length=10, verbose_name="分工")),
                ("points", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="分值")),
                ("is_capped", models.BooleanField(default=False, verbose_name="已到上限")),
                ("happened_at", models.DateTimeField(verbose_name="发生时间")),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="更正理由")),
                ("posted_at", models.DateTimeField(verbose_name="记分时间")),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="items.unitassignment",
                        verbose_name="单位任务",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="items.event",
                        verbose_name="依据的办理记录",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="score_entries",
                        to="org.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "记分",
                "verbose_name_plural": "记分",
                "ordering": ["period", "unit", "happened_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="ScoreAppeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField(max_length=1000, verbose_name="申诉理由")),
                ("asked_at", models.DateTimeField(verbose_name="申诉时间")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "待答复"),
                            ("upheld", "维持记分"),
                            ("changed", "撤销记分"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="答复时间")),
                ("answer", models.TextField(blank=True, max_length=1000, verbose_name="答复意见")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申诉人",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="答复人",
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeal",
                        to="regimes.scoreentry",
                        verbose_name="记分",
                    ),
                ),
            ],
            options={
                "verbose_name": "考评申诉",
                "verbose_name_plural": "考评申诉",
                "ordering": ["-asked_at", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "asked")), fields=["asked_at"], name="appeal_waiting"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ScorePeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=10, verbose_name="周期")),
                ("first", models.DateField(verbose_name="起")),
                ("last", models.DateField(verbose_name="止")),
                ("frozen_at", models.DateTimeField(blank=True, null=True, verbose_name="定分时间")),
                ("figures", models.JSONField(blank=True, default=list, verbose_name="定分结果")),
                (
                    "frozen_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="定分人",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regimes.schemeversion",
                        verbose_name="版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "考评周期",
                "verbose_name_plural": "考评周期",
                "ordering": ["scheme", "-first"],
            },
        ),
        migrations.AddField(
            model_name="scoreentry",
            name="belongs",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="regimes.scoreperiod",
                verbose_name="所属周期",
            ),
        ),
        migrations.AddField(
            model_name="scoreentry",
            name="period",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="regimes.scoreperiod",
                verbose_name="计入周期",
            ),
        ),
        migrations.CreateModel(
            name="RankingTalk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(verbose_name="名次")),
                ("total", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="得分")),
                ("reason", models.CharField(max_length=200, verbose_name="提请理由")),
                ("proposed_at", models.DateTimeField(verbose_name="提请时间")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "待批准"),
                            ("approved", "已批准，待约谈"),
                            ("declined", "不予约谈"),
                            ("held", "已约谈"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="批示时间")),
                ("answer", models.CharField(blank=True, max_length=200, verbose_name="批示意见")),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="约谈日期")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="约谈情况")),
                (
                    "approver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="批准人",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提请人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                        verbose_name="单位",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="talks",
                        to="regimes.scoreperiod",
                        verbose_name="考评周期",
                    ),
                ),
            ],
            options={
                "verbose_name": "排名靠后约谈",
                "verbose_name_plural": "排名靠后约谈",
                "ordering": ["-proposed_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("period", "unit"), name="one_ranking_talk_a_period")
                ],
            },
        ),
        migrations.CreateModel(
            name="ScoringRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20, verbose_name="计分事项")),
                ("lead", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="牵头")),
                ("support", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="配合")),
                (
                    "cap",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="每期上限"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rules",
                        to="regimes.schemeversion",
                        verbose_name="版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "计分规则",
                "verbose_name_plural": "计分规则",
                "ordering": ["version", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "kind"), name="rule_of_a_kind_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ScoringScheme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                (
                    "cadence",
                    models.CharField(
                        choices=[("month", "每月"), ("quarter", "每季度"), ("half", "每半年")],
                        default="month",
                        max_length=10,
                        verbose_name="考评周期",
                    ),
                ),
                ("is_on", models.BooleanField(default=False, verbose_name="启用")),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "posted_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="已记分到"),
                ),
                ("made_at", models.DateTimeField(verbose_name="制定时间")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="制定人",
                    ),
                ),
            ],
            options={
                "verbose_name": "考评办法",
                "verbose_name_plural": "考评办法",
                "ordering": ["-made_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_on", True)), fields=("is_on",), name="one_scheme_is_on"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="scoreperiod",
            name="scheme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="periods",
                to="regimes.scoringscheme",
                verbose_name="考评办法",
            ),
        ),
        migrations.AddField(
            model_name="scoreentry",
            name="scheme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="regimes.scoringscheme",
                verbose_name="考评办法",
            ),
        ),
        migrations.AddField(
            model_name="schemeversion",
            name="scheme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions",
                to="regimes.scoringscheme",
                verbose_name="考评办法",
            ),
        ),
        migrations.CreateModel(
            name="SchemeSwitch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_on", models.BooleanField(verbose_name="启用")),
                ("reason", models.CharField(max_length=200, verbose_name="依据和理由")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="switches",
                        to="regimes.scoringscheme",
                        verbose_name="考评办法",
                    ),
                ),
            ],
            options={
                "verbose_name": "考评启停记录",
                "verbose_name_plural": "考评启停记录",
                "ordering": ["scheme", "at", "id"],
            },
        ),
        migrations.CreateModel(
            name="SlotCursor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until", models.DateField(verbose_name="已开到")),
                (
                    "assignment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="slot_cursor",
                        to="items.unitassignment",
                        verbose_name="单位任务",
                    ),
                ),
            ],
            options={
                "verbose_name": "应报期进度",
                "verbose_name_plural": "应报期进度",
                "indexes": [models.Index(fields=["until", "id"], name="slot_cursor_until")],
            },
        ),
        migrations.CreateModel(
            name="EscalationCursor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("look_at", models.DateTimeField(verbose_name="下次查看")),
                (
                    "assignment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="escalation_cursor",
                        to="items.unitassignment",
                        verbose_name="单位任务",
                    ),
                ),
            ],
            options={
                "verbose_name": "阶梯进度",
                "verbose_name_plural": "阶梯进度",
                "indexes": [models.Index(fields=["look_at", "id"], name="escalation_look_at")],
            },
        ),
        migrations.AddConstraint(
            model_name="instrument",
            constraint=models.UniqueConstraint(fields=("set", "name"), name="instrument_named_once"),
        ),
        migrations.AddConstraint(
            model_name="escalationlevel",
            constraint=models.UniqueConstraint(fields=("version", "number"), name="ladder_level_once"),
        ),
        migrations.AddConstraint(
            model_name="scoreperiod",
            constraint=models.UniqueConstraint(fields=("scheme", "key"), name="score_period_once"),
        ),
        migrations.AddIndex(
            model_name="scoreentry",
            index=models.Index(fields=["period", "unit"], name="score_entry_period_unit"),
        ),
        migrations.AddConstraint(
            model_name="scoreentry",
            constraint=models.UniqueConstraint(fields=("scheme", "fact", "number"), name="fact_scored_once"),
        ),
        migrations.AddConstraint(
            model_name="schemeversion",
            constraint=models.UniqueConstraint(fields=("scheme", "number"), name="scheme_version_once"),
        ),
        migrations.AddConstraint(
            model_name="schemeversion",
            constraint=models.UniqueConstraint(
                fields=("scheme", "starts_on"), name="scheme_version_starts_once"
            ),
        ),
    ]
