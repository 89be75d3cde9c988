from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    # The steps before the first release; a trial database that took them all goes on from here.
    replaces = [
        ("meetings", "0002_initial"),
        ("meetings", "0003_received"),
        ("meetings", "0004_desk"),
        ("meetings", "0005_outline"),
        ("meetings", "0006_naming"),
        ("meetings", "0007_desk_questions"),
        ("meetings", "0008_source"),
        ("meetings", "0009_known_sources"),
        ("meetings", "0010_speech_without_file"),
        ("meetings", "0011_desk_together"),
        ("meetings", "0012_leader_and_members"),
        ("meetings", "0013_unsaved_addition"),
        ("meetings", "0014_unsaved_form"),
        ("meetings", "0015_who_did_it"),
    ]

    dependencies = [
        ("org", "0001_initial"),
        ("org", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("batch", models.UUIDField(editable=False)),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="文件名")),
                ("file", models.FileField(blank=True, upload_to="speeches/%Y", verbose_name="原文件")),
                ("text", models.TextField(verbose_name="全文")),
                ("sha256", models.CharField(editable=False, max_length=64, unique=True)),
                ("parts", models.JSONField(default=list, editable=False, verbose_name="所含讲话")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "待取舍"), ("taken", "已录入")],
                        default="taken",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("uploaded_at", models.DateTimeField(verbose_name="交稿时间")),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="交稿人",
                    ),
                ),
            ],
            options={
                "verbose_name": "来稿",
                "verbose_name_plural": "来稿",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["batch"], name="source_batch"),
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["state"], name="source_waiting"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Speech",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("speaker", models.CharField(blank=True, max_length=60, verbose_name="讲话人")),
                ("occasion", models.CharField(blank=True, max_length=120, verbose_name="场合")),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("national", "国家级"),
                            ("provincial", "省级"),
                            ("municipal", "市级"),
                            ("county", "县级"),
                            ("township", "乡级"),
                            ("unit", "单位内部"),
                        ],
                        max_length=12,
                        verbose_name="级别",
                    ),
                ),
                ("held_on", models.DateField(verbose_name="讲话日期")),
                (
                    "held_on_source",
                    models.CharField(
                        choices=[("argument", "人工填写"), ("text", "文中识别"), ("today", "默认当天")],
                        default="argument",
                        max_length=10,
                        verbose_name="日期来源",
                    ),
                ),
                ("held_on_reason", models.CharField(blank=True, max_length=200, verbose_name="日期依据")),
                ("details", models.JSONField(default=dict, editable=False, verbose_name="系统提出的信息")),
                ("source_start", models.PositiveIntegerField(default=0, editable=False)),
                ("text", models.TextField(verbose_name="正文")),
                ("outline", models.JSONField(default=list, editable=False, verbose_name="提纲")),
                ("sha256", models.CharField(editable=False, max_length=64, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "待核对"),
                            ("queued", "等待解析"),
                            ("parsing", "正在解析"),
                            ("parsed", "待确认"),
                            ("approved", "已立项"),
                            ("failed", "解析失败"),
                        ],
                        default="received",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0, editable=False)),
                ("progress", models.PositiveSmallIntegerField(default=0, verbose_name="进度(%)")),
                ("lease_until", models.DateTimeField(blank=True, editable=False, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("error", models.CharField(blank=True, max_length=300, verbose_name="失败原因")),
                ("uploaded_at", models.DateTimeField(verbose_name="录入时间")),
                (
                    "batch_year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="立项年度"),
                ),
                ("batch_no", models.PositiveIntegerField(blank=True, null=True, verbose_name="立项批次")),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="speeches",
                        to="meetings.source",
                        verbose_name="来稿",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
                    ),
                ),
            ],
            options={
                "verbose_name": "讲话",
                "verbose_name_plural": "讲话",
                "ordering": ["-held_on", "-id"],
                "indexes": [models.Index(fields=["state", "lease_until"], name="speech_waiting")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("batch_no__isnull", False)),
                        fields=("batch_year", "batch_no"),
                        name="speech_batch_once_a_year",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ShingleHash",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("value", models.PositiveIntegerField(verbose_name="数值")),
                (
                    "speech",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hashes",
                        to="meetings.speech",
                        verbose_name="讲话",
                    ),
                ),
            ],
            options={
                "verbose_name": "讲话特征",
                "verbose_name_plural": "讲话特征",
                "constraints": [
                    models.UniqueConstraint(fields=("value", "speech"), name="shingle_hash_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RegimeDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="制度")),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("steps", models.JSONField(default=list, verbose_name="环节")),
                ("conflicts", models.JSONField(default=list, verbose_name="前后不一致")),
                ("readings", models.JSONField(default=list, verbose_name="另一种频次")),
                ("settled", models.JSONField(default=dict, verbose_name="已定的频次")),
                (
                    "decision",
                    models.CharField(
                        choices=[("proposed", "待确认"), ("adopted", "已确认执行"), ("declined", "不执行")],
                        default="proposed",
                        max_length=10,
                        verbose_name="决定",
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "speech",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="regime_drafts",
                        to="meetings.speech",
                        verbose_name="讲话",
                    ),
                ),
            ],
            options={
                "verbose_name": "讲话中的制度",
                "verbose_name_plural": "讲话中的制度",
                "ordering": ["speech", "start"],
                "constraints": [
                    models.UniqueConstraint(fields=("speech", "start"), name="regime_draft_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ordinal", models.PositiveIntegerField(verbose_name="序号")),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("quote", models.TextField(verbose_name="原文摘录")),
                ("section", models.JSONField(default=list, verbose_name="所在标题")),
                ("action", models.TextField(verbose_name="工作任务")),
                ("target", models.CharField(blank=True, max_length=200, verbose_name="目标要求")),
                ("lead", models.JSONField(default=list, verbose_name="牵头单位")),
                ("support", models.JSONField(default=list, verbose_name="配合单位")),
                ("report_to", models.JSONField(default=list, verbose_name="报送对象")),
                ("leader_text", models.CharField(blank=True, max_length=60, verbose_name="分管领导")),
                ("lead_inherited", models.BooleanField(default=False, verbose_name="责任单位承前省略")),
                ("due_text", models.CharField(blank=True, max_length=120, verbose_name="完成时限(原文)")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="完成时限")),
                ("due_time", models.TimeField(blank=True, null=True, verbose_name="完成时刻")),
                ("due_kind", models.CharField(blank=True, max_length=10, verbose_name="时限类型")),
                ("due_trace", models.CharField(blank=True, max_length=300, verbose_name="时限推算")),
                ("due_provisional", models.BooleanField(default=False, verbose_name="暂定")),
                ("due_alternatives", models.JSONField(default=list, verbose_name="另一种读法的日期")),
                ("rrule", models.CharField(blank=True, max_length=120, verbose_name="报送频次规则")),
                ("recurrence_text", models.CharField(blank=True, max_length=120, verbose_name="报送频次")),
                ("spans", models.JSONField(default=dict)),
                ("confidence", models.FloatField(verbose_name="把握")),
                ("is_proposed", models.BooleanField(default=True, verbose_name="达到阈值")),
                ("reasons", models.JSONField(default=list, verbose_name="理由")),
                ("doubts", models.JSONField(default=list, verbose_name="疑点")),
                ("settled", models.JSONField(default=dict, verbose_name="已答的疑点")),
                ("joins", models.JSONField(default=dict, verbose_name="并入的已有事项")),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("read", "系统读出"),
                            ("split", "拆分而成"),
                            ("merged", "合并而成"),
                            ("manual", "人工补录"),
                        ],
                        default="read",
                        max_length=10,
                        verbose_name="来历",
                    ),
                ),
                ("is_edited", models.BooleanField(default=False, verbose_name="改动过")),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("proposed", "待确认"),
                            ("accepted", "已采纳"),
                            ("rejected", "已舍弃"),
                            ("replaced", "已拆并"),
                            ("restated", "已并入"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="决定",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("reject_reason", models.CharField(blank=True, max_length=200, verbose_name="舍弃原因")),
                ("revision", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "same_as",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="restatements",
                        to="meetings.draft",
                        verbose_name="重申",
                    ),
                ),
                (
                    "speech",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to="meetings.speech",
                        verbose_name="讲话",
                    ),
                ),
            ],
            options={
                "verbose_name": "事项草稿",
                "verbose_name_plural": "事项草稿",
                "ordering": ["speech", "start", "ordinal"],
                "constraints": [
                    models.UniqueConstraint(fields=("speech", "ordinal"), name="draft_ordinal_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="DeskVisit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tab", models.CharField(max_length=32)),
                ("is_editing", models.BooleanField(default=False, verbose_name="正在修改")),
                ("seen_at", models.DateTimeField(verbose_name="最近一次")),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="督查专员",
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="meetings.draft",
                    ),
                ),
                (
                    "speech",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="visits",
                        to="meetings.speech",
                        verbose_name="讲话",
                    ),
                ),
            ],
            options={
                "verbose_name": "在审核台的人",
                "verbose_name_plural": "在审核台的人",
                "indexes": [models.Index(fields=["speech", "seen_at"], name="desk_visit_now")],
                "constraints": [
                    models.UniqueConstraint(fields=("speech", "officer", "tab"), name="desk_visit_once_a_tab")
                ],
            },
        ),
        migrations.CreateModel(
            name="DeskAct",
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
                            ("accept", "采纳"),
                            ("reject", "舍弃"),
                            ("restore", "恢复待定"),
                            ("edit", "修改"),
                            ("accept_all", "批量采纳"),
                            ("split", "拆分"),
                            ("merge", "合并"),
                            ("add", "补录"),
                            ("name", "认定单位"),
                            ("answer", "答疑"),
                            ("restate", "并入"),
                            ("join", "并入已有事项"),
                            ("adopt", "执行制度"),
                            ("decline", "不执行制度"),
                            ("new_unit", "新设单位"),
                            ("members", "调整成员"),
                            ("revert", "退回此前"),
                            ("undo", "撤销"),
                        ],
                        max_length=10,
                        verbose_name="操作",
                    ),
                ),
                ("done_as", models.CharField(blank=True, max_length=100, verbose_name="署名")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="撤销时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="操作人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="org.unit",
                        verbose_name="新设的单位",
                    ),
                ),
                (
                    "speech",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="desk_acts",
                        to="meetings.speech",
                        verbose_name="讲话",
                    ),
                ),
            ],
            options={
                "verbose_name": "审核操作",
                "verbose_name_plural": "审核操作",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["speech", "by"], name="deskact_of_officer")],
            },
        ),
        migrations.CreateModel(
            name="UnsavedAddition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("fields", models.JSONField(default=dict, verbose_name="填写的内容")),
                ("kept_at", models.DateTimeField(verbose_name="暂存时间")),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="督查专员",
                    ),
                ),
                (
                    "speech",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="additions",
                        to="meetings.speech",
                        verbose_name="讲话",
                    ),
                ),
            ],
            options={
                "verbose_name": "未保存的补录",
                "verbose_name_plural": "未保存的补录",
                "indexes": [models.Index(fields=["kept_at"], name="unsaved_addition_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("speech", "officer"), name="unsaved_addition_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="UnsavedEdit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fields", models.JSONField(default=dict, verbose_name="填写的内容")),
                ("kept_at", models.DateTimeField(verbose_name="暂存时间")),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="unsaved",
                        to="meetings.draft",
                        verbose_name="草稿",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="督查专员",
                    ),
                ),
            ],
            options={
                "verbose_name": "未保存的修改",
                "verbose_name_plural": "未保存的修改",
                "indexes": [models.Index(fields=["kept_at"], name="unsaved_edit_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("draft", "officer"), name="unsaved_edit_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="UnsavedForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("form", models.CharField(max_length=12, verbose_name="表单")),
                ("about", models.PositiveBigIntegerField(verbose_name="所属记录")),
                ("part", models.CharField(blank=True, max_length=100, verbose_name="名称")),
                ("fields", models.JSONField(default=dict, verbose_name="填写的内容")),
                ("kept_at", models.DateTimeField(verbose_name="暂存时间")),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="督查专员",
                    ),
                ),
                (
                    "speech",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="meetings.speech",
                        verbose_name="讲话",
                    ),
                ),
            ],
            options={
                "verbose_name": "未提交的表单",
                "verbose_name_plural": "未提交的表单",
                "indexes": [models.Index(fields=["kept_at"], name="unsaved_form_age")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("officer", "form", "about", "part"), name="unsaved_form_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DraftChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("before", models.JSONField(default=dict, verbose_name="改前")),
                ("after", models.JSONField(default=dict, verbose_name="改后")),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="meetings.deskact",
                        verbose_name="操作",
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="meetings.draft",
                        verbose_name="草稿",
                    ),
                ),
            ],
            options={
                "verbose_name": "草稿变更",
                "verbose_name_plural": "草稿变更",
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("act", "draft"), name="draft_change_once")],
            },
        ),
        migrations.CreateModel(
            name="RegimeChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("before", models.JSONField(default=dict, verbose_name="改前")),
                ("after", models.JSONField(default=dict, verbose_name="改后")),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="regime_changes",
                        to="meetings.deskact",
                        verbose_name="操作",
                    ),
                ),
                (
                    "regime_draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="meetings.regimedraft",
                        verbose_name="讲话中的制度",
                    ),
                ),
            ],
            options={
                "verbose_name": "制度变更",
                "verbose_name_plural": "制度变更",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("act", "regime_draft"), name="regime_change_once")
                ],
            },
        ),
    ]
