from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    # The steps before the first release; a trial database that took them all goes on from here.
    replaces = [
        ("items", "0002_initial"),
        ("items", "0003_history_end"),
        ("items", "0004_extensions"),
        ("items", "0005_desk_questions"),
        ("items", "0006_sketches_of_items"),
        ("items", "0007_evidence"),
        ("items", "0008_leader_and_left_out"),
        ("items", "0009_verification"),
        ("items", "0010_chased_and_handed_over"),
        ("items", "0011_lists_by_index"),
        ("items", "0012_feedback_sheets"),
        ("items", "0013_handed_down"),
        ("items", "0014_act_links"),
        ("items", "0015_comments"),
        ("items", "0016_instructions"),
        ("items", "0017_ledger_imports"),
        ("items", "0018_unsaved_reports"),
        ("items", "0019_milestones"),
        ("items", "0020_ledger_once_until_undone"),
        ("items", "0021_bulk_acts"),
        ("items", "0022_reviews"),
        ("items", "0023_hidden_imports"),
        ("items", "0024_chased_by_a_ladder"),
        ("items", "0025_sketches_thinned_out"),
        ("items", "0026_instructions_and_sheets"),
        ("items", "0027_saved_views_and_calendar_feeds"),
    ]

    dependencies = [
        ("meetings", "0001_initial"),
        ("org", "0001_initial"),
        ("org", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="MilestoneTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, unique=True, verbose_name="名称")),
                (
                    "min_workdays",
                    models.PositiveSmallIntegerField(
                        help_text="剩余工作日达到这个数的任务用这个模板；取达到的模板中最大的一个",
                        unique=True,
                        verbose_name="至少工作日",
                    ),
                ),
                (
                    "phases",
                    models.TextField(
                        help_text="每行一个阶段：名称、空格、占全部时间的百分比。例如：组织实施 80；最后一个应为 100",
                        verbose_name="阶段",
                    ),
                ),
            ],
            options={
                "verbose_name": "倒排工期模板",
                "verbose_name_plural": "倒排工期模板",
                "ordering": ["min_workdays"],
            },
        ),
        migrations.CreateModel(
            name="BulkAct",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(editable=False, unique=True)),
                ("kind", models.CharField(max_length=20, verbose_name="操作")),
                ("arguments", models.JSONField(default=dict, verbose_name="内容")),
                (
                    "mode",
                    models.CharField(
                        blank=True,
                        choices=[("each", "逐项执行"), ("all", "全部成功才执行")],
                        max_length=10,
                        verbose_name="方式",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "待确认"),
                            ("waiting", "等待执行"),
                            ("running", "正在执行"),
                            ("done", "已执行"),
                            ("undone", "未执行"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="准备时间")),
                ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="确认时间")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="完成时间")),
                ("lease_until", models.DateTimeField(blank=True, editable=False, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="操作人",
                    ),
                ),
            ],
            options={
                "verbose_name": "批量操作",
                "verbose_name_plural": "批量操作",
                "ordering": ["-made_at", "-id"],
                "indexes": [models.Index(fields=["state", "lease_until"], name="bulk_waiting")],
            },
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="校验值")),
                ("made_at", models.DateTimeField(verbose_name="生成时间")),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "日历订阅",
                "verbose_name_plural": "日历订阅",
                "ordering": ["person"],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("written_as", models.CharField(max_length=100, verbose_name="署名")),
                ("text", models.TextField(verbose_name="内容")),
                ("token", models.CharField(editable=False, max_length=32)),
                ("revision", models.PositiveSmallIntegerField(default=1, editable=False)),
                ("written_at", models.DateTimeField(verbose_name="留言时间")),
                ("edited_at", models.DateTimeField(blank=True, null=True, verbose_name="修改时间")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="撤回时间")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="留言人",
                    ),
                ),
                (
                    "mentioned",
                    models.ManyToManyField(
                        blank=True, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="提到的人"
                    ),
                ),
            ],
            options={
                "verbose_name": "留言",
                "verbose_name_plural": "留言",
                "ordering": ["-written_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("author", "token"), name="comment_sent_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="CommentVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="版次")),
                ("text", models.TextField(verbose_name="内容")),
                ("until", models.DateTimeField(verbose_name="用到")),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="items.comment",
                        verbose_name="留言",
                    ),
                ),
            ],
            options={
                "verbose_name": "留言旧文",
                "verbose_name_plural": "留言旧文",
                "ordering": ["comment", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("comment", "number"), name="comment_version_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerHabit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fingerprint", models.CharField(max_length=64, unique=True, verbose_name="表头特征")),
                ("columns", models.JSONField(default=dict, verbose_name="字段与列名")),
                ("options", models.JSONField(default=dict, verbose_name="选项")),
                ("saved_at", models.DateTimeField(verbose_name="保存时间")),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="保存人",
                    ),
                ),
            ],
            options={
                "verbose_name": "台账列的对应",
                "verbose_name_plural": "台账列的对应",
                "ordering": ["-saved_at"],
            },
        ),
        migrations.CreateModel(
            name="LedgerImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="文件名")),
                ("sha256", models.CharField(max_length=64, verbose_name="校验值")),
                ("file", models.FileField(upload_to="ledgers/%Y", verbose_name="文件")),
                ("size", models.PositiveBigIntegerField(verbose_name="字节数")),
                ("sheet", models.CharField(max_length=60, verbose_name="工作表")),
                ("titles", models.JSONField(default=list, verbose_name="列名")),
                ("examples", models.JSONField(default=list, verbose_name="示例")),
                ("fingerprint", models.CharField(max_length=64, verbose_name="表头特征")),
                ("mapping", models.JSONField(default=dict, verbose_name="列的对应")),
                ("options", models.JSONField(default=dict, verbose_name="选项")),
                ("notes", models.JSONField(default=list, verbose_name="说明")),
                ("counts", models.JSONField(default=dict, verbose_name="检查结果")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("mapping", "待对应列"),
                            ("to_check", "等待检查"),
                            ("checking", "检查中"),
                            ("checked", "已检查，未导入"),
                            ("to_apply", "等待导入"),
                            ("applying", "导入中"),
                            ("applied", "已导入"),
                            ("to_undo", "等待撤回"),
                            ("undoing", "撤回中"),
                            ("undone", "已撤回"),
                            ("to_clear", "等待清理"),
                            ("clearing", "清理中"),
                        ],
                        default="mapping",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("progress", models.PositiveSmallIntegerField(default=0, verbose_name="进度(%)")),
                ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("claims", models.PositiveIntegerField(default=0, editable=False)),
                ("lease_until", models.DateTimeField(blank=True, editable=False, null=True)),
                ("error", models.CharField(blank=True, max_length=300, verbose_name="出错")),
                (
                    "batch_year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="批次年度"),
                ),
                ("batch_no", models.PositiveIntegerField(blank=True, null=True, verbose_name="批次")),
                ("hidden_after", models.PositiveBigIntegerField(blank=True, editable=False, null=True)),
                ("uploaded_at", models.DateTimeField(verbose_name="上传时间")),
                ("applied_at", models.DateTimeField(blank=True, null=True, verbose_name="导入时间")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="撤回时间")),
                (
                    "applied_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="导入人",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="撤回人",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
            ],
            options={
                "verbose_name": "台账导入",
                "verbose_name_plural": "台账导入",
                "ordering": ["-uploaded_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "undone"), _negated=True),
                        fields=("sha256",),
                        name="ledger_once_until_undone",
                    ),
                    models.UniqueConstraint(fields=("batch_year", "batch_no"), name="ledger_batch_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="行号")),
                ("source_no", models.CharField(blank=True, max_length=80, verbose_name="原编号")),
                ("task", models.CharField(blank=True, max_length=200, verbose_name="工作任务")),
                ("plan", models.JSONField(default=dict, verbose_name="读出的内容")),
                ("problems", models.JSONField(default=list, verbose_name="问题")),
                ("notes", models.JSONField(default=list, verbose_name="说明")),
                ("is_good", models.BooleanField(default=False, verbose_name="可以导入")),
                (
                    "ledger",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="items.ledgerimport",
                        verbose_name="台账导入",
                    ),
                ),
            ],
            options={
                "verbose_name": "台账导入的行",
                "verbose_name_plural": "台账导入的行",
                "ordering": ["ledger", "number"],
                "constraints": [models.UniqueConstraint(fields=("ledger", "number"), name="ledger_row_once")],
            },
        ),
        migrations.CreateModel(
            name="ProgressReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("content", models.TextField(verbose_name="进展情况")),
                ("problems", models.TextField(blank=True, verbose_name="存在问题")),
                ("next_steps", models.TextField(blank=True, verbose_name="下步措施")),
                (
                    "percent",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="完成比例(%)"),
                ),
                (
                    "amount",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=16, null=True, verbose_name="完成数量"
                    ),
                ),
                ("is_unchanged", models.BooleanField(default=False, verbose_name="无变化")),
                ("reported_at", models.DateTimeField(verbose_name="填报时间")),
                (
                    "reported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填报人",
                    ),
                ),
            ],
            options={
                "verbose_name": "进展反馈",
                "verbose_name_plural": "进展反馈",
                "ordering": ["-reported_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("percent__isnull", True), ("percent__lte", 100), _connector="OR"),
                        name="percent_up_to_100",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="文件名")),
                ("file", models.FileField(upload_to="evidence/%Y", verbose_name="文件")),
                ("size", models.PositiveBigIntegerField(verbose_name="字节数")),
                ("sha256", models.CharField(max_length=64, verbose_name="校验值")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="items.progressreport",
                        verbose_name="进展反馈",
                    ),
                ),
            ],
            options={
                "verbose_name": "佐证材料",
                "verbose_name_plural": "佐证材料",
                "ordering": ["report", "id"],
            },
        ),
        migrations.CreateModel(
            name="ResponsibilityItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item_no", models.CharField(max_length=40, unique=True, verbose_name="编号")),
                ("number_key", models.CharField(default="", editable=False, max_length=80)),
                ("number", models.PositiveIntegerField(default=1, verbose_name="批次内序号")),
                ("task", models.TextField(verbose_name="工作任务")),
                ("target", models.CharField(blank=True, max_length=200, verbose_name="目标要求")),
                ("section", models.CharField(blank=True, max_length=300, verbose_name="所在标题")),
                ("quote", models.TextField(blank=True, verbose_name="原文摘录")),
                ("source_start", models.PositiveIntegerField(blank=True, null=True)),
                ("source_end", models.PositiveIntegerField(blank=True, null=True)),
                ("basis", models.CharField(max_length=200, verbose_name="立项依据")),
                ("approver", models.CharField(max_length=60, verbose_name="批准人")),
                ("leader_text", models.CharField(blank=True, max_length=60, verbose_name="分管领导(所写)")),
                ("report_to", models.CharField(blank=True, max_length=200, verbose_name="报送对象")),
                ("rrule", models.CharField(blank=True, max_length=120, verbose_name="报送频次规则")),
                ("recurrence_text", models.CharField(blank=True, max_length=120, verbose_name="报送频次")),
                ("unresolved", models.JSONField(blank=True, default=list, verbose_name="未对应的单位名称")),
                ("left_out", models.JSONField(blank=True, default=list, verbose_name="未列入的成员单位")),
                ("source_no", models.CharField(blank=True, max_length=80, verbose_name="原编号")),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="移出列表时间"),
                ),
                ("is_listed", models.BooleanField(default=False, verbose_name="挂牌督办")),
                ("extension_allowed", models.BooleanField(default=True, verbose_name="可以延期")),
                ("registered_at", models.DateTimeField(verbose_name="立项时间")),
                ("history_length", models.PositiveIntegerField(default=0, editable=False)),
                ("history_digest", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "draft",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="item",
                        to="meetings.draft",
                        verbose_name="草稿",
                    ),
                ),
                (
                    "import_row",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="item",
                        to="items.importrow",
                        verbose_name="导入的行",
                    ),
                ),
                (
                    "leader_in_charge",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items_in_charge",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="分管领导",
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="立项人",
                    ),
                ),
                (
                    "speech",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="meetings.speech",
                        verbose_name="来源讲话",
                    ),
                ),
            ],
            options={
                "verbose_name": "责任事项",
                "verbose_name_plural": "责任事项",
                "ordering": ["-registered_at", "speech", "number"],
                "indexes": [
                    models.Index(fields=["number_key", "id"], name="item_by_number"),
                    models.Index(fields=["registered_at", "id"], name="item_by_registration"),
                ],
            },
        ),
        migrations.CreateModel(
            name="LeaderInstruction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("leader_name", models.CharField(max_length=60, verbose_name="批示领导")),
                ("text", models.TextField(verbose_name="批示内容")),
                ("given_on", models.DateField(verbose_name="批示日期")),
                ("paper_no", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                ("answer_by", models.DateField(blank=True, null=True, verbose_name="要求反馈")),
                ("entered_as", models.CharField(max_length=100, verbose_name="录入署名")),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                ("token", models.CharField(editable=False, max_length=32)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="撤回时间")),
                ("withdrawn_as", models.CharField(blank=True, max_length=100, verbose_name="撤回署名")),
                ("withdrawn_why", models.CharField(blank=True, max_length=500, verbose_name="撤回理由")),
                (
                    "corrects",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="items.leaderinstruction",
                        verbose_name="更正",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="撤回人",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instructions",
                        to="items.responsibilityitem",
                        verbose_name="责任事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "领导批示",
                "verbose_name_plural": "领导批示",
                "ordering": ["-given_on", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("entered_by", "token"), name="instruction_sent_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemSource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("quote", models.TextField(verbose_name="原文摘录")),
                ("due_text", models.CharField(blank=True, max_length=120, verbose_name="完成时限(原文)")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="所说时限")),
                ("added_at", models.DateTimeField(verbose_name="并入时间")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="并入人",
                    ),
                ),
                (
                    "draft",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="item_source",
                        to="meetings.draft",
                        verbose_name="草稿",
                    ),
                ),
                (
                    "speech",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="meetings.speech",
                        verbose_name="讲话",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sources",
                        to="items.responsibilityitem",
                        verbose_name="责任事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "事项的其他依据",
                "verbose_name_plural": "事项的其他依据",
                "ordering": ["speech__held_on", "start", "id"],
            },
        ),
        migrations.CreateModel(
            name="ItemSketch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mark", models.BigIntegerField(verbose_name="特征")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sketches",
                        to="items.responsibilityitem",
                        verbose_name="责任事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "事项措辞特征",
                "verbose_name_plural": "事项措辞特征",
                "indexes": [models.Index(fields=["mark", "item"], name="sketch_mark")],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="序号")),
                ("act", models.CharField(max_length=20, verbose_name="动作")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("data", models.JSONField(default=dict, verbose_name="内容")),
                ("digest", models.CharField(max_length=64, verbose_name="校验值")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
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
                        related_name="events",
                        to="items.responsibilityitem",
                        verbose_name="责任事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "办理记录",
                "verbose_name_plural": "办理记录",
                "ordering": ["item", "number"],
                "constraints": [models.UniqueConstraint(fields=("item", "number"), name="event_number_once")],
            },
        ),
        migrations.AddField(
            model_name="comment",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="comments",
                to="items.responsibilityitem",
                verbose_name="责任事项",
            ),
        ),
        migrations.CreateModel(
            name="ReturnedSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="文件名")),
                ("sha256", models.CharField(max_length=64, verbose_name="校验值")),
                ("file", models.FileField(upload_to="sheets/%Y", verbose_name="文件")),
                ("size", models.PositiveBigIntegerField(verbose_name="字节数")),
                ("rows", models.JSONField(default=list, verbose_name="读出的行")),
                ("row_count", models.PositiveIntegerField(default=0, verbose_name="行数")),
                ("notes", models.JSONField(default=list, verbose_name="说明")),
                ("uploaded_at", models.DateTimeField(verbose_name="上传时间")),
                (
                    "warned_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="告知将清除"),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
            ],
            options={
                "verbose_name": "收回的反馈表",
                "verbose_name_plural": "收回的反馈表",
                "ordering": ["-uploaded_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("sha256", "uploaded_by"), name="sheet_once_per_person")
                ],
            },
        ),
        migrations.CreateModel(
            name="SamplePlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seed", models.CharField(max_length=64, verbose_name="随机种子")),
                ("size", models.PositiveIntegerField(verbose_name="抽取数量")),
                ("population", models.PositiveIntegerField(verbose_name="范围内任务数")),
                ("population_digest", models.CharField(max_length=64, verbose_name="范围校验值")),
                ("states", models.CharField(max_length=200, verbose_name="范围")),
                ("made_at", models.DateTimeField(verbose_name="抽取时间")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="抽取人",
                    ),
                ),
            ],
            options={
                "verbose_name": "抽查方案",
                "verbose_name_plural": "抽查方案",
                "ordering": ["-made_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=30, verbose_name="名称")),
                ("asked", models.CharField(max_length=600, verbose_name="筛选条件")),
                ("is_shared", models.BooleanField(default=False, verbose_name="全室共用")),
                ("is_default", models.BooleanField(default=False, verbose_name="默认打开")),
                ("saved_at", models.DateTimeField(verbose_name="保存时间")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="保存人",
                    ),
                ),
            ],
            options={
                "verbose_name": "常用筛选",
                "verbose_name_plural": "常用筛选",
                "ordering": ["-is_shared", "name", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "name"), name="view_named_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_shared", True)),
                        fields=("name",),
                        name="shared_view_named_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)), fields=("owner",), name="one_default_view"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitAssignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("lead", "牵头"), ("support", "配合"), ("sub", "下级承办")],
                        max_length=10,
                        verbose_name="分工",
                    ),
                ),
                ("task", models.CharField(blank=True, max_length=500, verbose_name="承办内容")),
                ("named_as", models.CharField(blank=True, max_length=80, verbose_name="原文名称")),
                ("due_text", models.CharField(blank=True, max_length=120, verbose_name="完成时限(原文)")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="完成时限")),
                ("due_time", models.TimeField(blank=True, null=True, verbose_name="完成时刻")),
                ("is_approximate", models.BooleanField(default=False, verbose_name="约数")),
                ("original_due_on", models.DateField(blank=True, null=True, verbose_name="原定时限")),
                ("judged_due_on", models.DateField(blank=True, null=True, verbose_name="考核时限")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("registered", "已立项"),
                            ("issued", "待签收"),
                            ("acknowledged", "已签收"),
                            ("in_progress", "办理中"),
                            ("close_requested", "申请销号"),
                            ("verifying", "核查中"),
                            ("closed", "已销号"),
                            ("returned", "退回重办"),
                            ("suspended", "挂账中止"),
                            ("cancelled", "已撤销"),
                            ("reopened", "重新办理"),
                        ],
                        default="registered",
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                (
                    "stage",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(
                                finished_at__isnull=True,
                                state__in=[
                                    "acknowledged",
                                    "close_requested",
                                    "in_progress",
                                    "issued",
                                    "reopened",
                                    "returned",
                                    "verifying",
                                ],
                                then=models.Value(0),
                            ),
                            models.When(
                                state__in=[
                                    "acknowledged",
                                    "close_requested",
                                    "in_progress",
                                    "issued",
                                    "reopened",
                                    "returned",
                                    "verifying",
                                ],
                                then=models.Value(1),
                            ),
                            default=models.Value(2),
                            output_field=models.PositiveSmallIntegerField(),
                        ),
                        output_field=models.PositiveSmallIntegerField(),
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("planned_revision", models.PositiveIntegerField(default=0, editable=False)),
                ("slip_no", models.CharField(blank=True, max_length=40, verbose_name="交办单号")),
                ("issued_at", models.DateTimeField(blank=True, null=True, verbose_name="交办时间")),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True, verbose_name="签收时间")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="申请销号时间")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="销号时间")),
                ("is_hidden", models.BooleanField(default=False, editable=False, verbose_name="导入未完成")),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="签收人",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="items.responsibilityitem",
                        verbose_name="责任事项",
                    ),
                ),
                (
                    "taken_over_from",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_over_by",
                        to="items.unitassignment",
                        verbose_name="接自",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="org.unit",
                        verbose_name="责任单位",
                    ),
                ),
                (
                    "upper",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="below",
                        to="items.unitassignment",
                        verbose_name="上级任务",
                    ),
                ),
            ],
            options={
                "verbose_name": "单位任务",
                "verbose_name_plural": "单位任务",
                "ordering": ["item", "role", "unit__order", "id"],
                "indexes": [
                    models.Index(fields=["unit", "state"], name="assignment_unit_state"),
                    models.Index(fields=["unit", "due_on"], name="assignment_unit_due"),
                    models.Index(fields=["stage", "due_on", "item"], name="assignment_stage_due"),
                    models.Index(fields=["state", "due_on", "item"], name="assignment_state_due"),
                    models.Index(
                        condition=models.Q(("planned_revision", models.F("revision")), _negated=True),
                        fields=["id"],
                        name="assignment_to_plan",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "cancelled"), _negated=True),
                        fields=("item", "unit"),
                        name="unit_assigned_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("upper__isnull", True), ("role", "sub"), _connector="XOR"),
                        name="handed_down_is_sub",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TakenRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64, verbose_name="文件校验值")),
                ("number", models.PositiveIntegerField(verbose_name="行号")),
                ("asked_close", models.BooleanField(default=False, verbose_name="申请销号")),
                ("taken_at", models.DateTimeField(verbose_name="录入时间")),
                (
                    "report",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheet_row",
                        to="items.progressreport",
                        verbose_name="进展反馈",
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken",
                        to="items.returnedsheet",
                        verbose_name="收回的反馈表",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
                    ),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheet_rows",
                        to="items.unitassignment",
                        verbose_name="单位任务",
                    ),
                ),
            ],
            options={
                "verbose_name": "已录入的反馈表行",
                "verbose_name_plural": "已录入的反馈表行",
                "ordering": ["sheet", "number"],
                "constraints": [models.UniqueConstraint(fields=("sha256", "number"), name="sheet_row_once")],
            },
        ),
        migrations.CreateModel(
            name="ReviewRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField(verbose_name="申请理由")),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "待复核"),
                            ("upheld", "维持原决定"),
                            ("changed", "改变原决定"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="复核时间")),
                ("answer", models.TextField(blank=True, verbose_name="复核意见")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申请人",
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
                        verbose_name="复核人",
                    ),
                ),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review",
                        to="items.event",
                        verbose_name="原决定",
                    ),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="items.unitassignment",
                        verbose_name="单位任务",
                    ),
                ),
            ],
            options={
                "verbose_name": "复核申请",
                "verbose_name_plural": "复核申请",
                "ordering": ["-asked_at", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "asked")), fields=["asked_at"], name="review_waiting"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="progressreport",
            name="assignment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reports",
                to="items.unitassignment",
                verbose_name="单位任务",
            ),
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="节点")),
                ("due_on", models.DateField(verbose_name="应达成日期")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                ("made_at", models.DateTimeField(verbose_name="排定时间")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="达成日期")),
                ("done_note", models.CharField(blank=True, max_length=200, verbose_name="达成说明")),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确认人",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="排定人",
                    ),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="milestones",
                        to="items.unitassignment",
                        verbose_name="单位任务",
                    ),
                ),
            ],
            options={
                "verbose_name": "节点",
                "verbose_name_plural": "节点",
                "ordering": ["assignment", "order", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("assignment", "name"), name="milestone_named_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="InstructionTarget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("answer", models.TextField(blank=True, verbose_name="反馈")),
                ("answered_as", models.CharField(blank=True, max_length=100, verbose_name="反馈署名")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="反馈时间")),
                (
                    "reminded",
                    models.CharField(blank=True, editable=False, max_length=30, verbose_name="已提醒"),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="反馈人",
                    ),
                ),
                (
                    "instruction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="items.leaderinstruction",
                        verbose_name="批示",
                    ),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instructed",
                        to="items.unitassignment",
                        verbose_name="单位任务",
                    ),
                ),
            ],
            options={
                "verbose_name": "批示送达单位",
                "verbose_name_plural": "批示送达单位",
                "ordering": ["instruction", "assignment__role", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=["instruction"],
                        name="instruction_waiting",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("instruction", "assignment"), name="instructed_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="instruction_answered_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExtensionRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("old_due_on", models.DateField(verbose_name="申请时的时限")),
                ("new_due_on", models.DateField(verbose_name="申请延至")),
                ("reason", models.CharField(max_length=500, verbose_name="延期理由")),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "待答复"),
                            ("granted", "已同意"),
                            ("refused", "未同意"),
                            ("withdrawn", "已失效"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="答复时间")),
                ("answer", models.CharField(blank=True, max_length=500, verbose_name="答复意见")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申请人",
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
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
                        to="items.unitassignment",
                        verbose_name="单位任务",
                    ),
                ),
            ],
            options={
                "verbose_name": "延期申请",
                "verbose_name_plural": "延期申请",
                "ordering": ["-asked_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")),
                        fields=("assignment",),
                        name="one_extension_waits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("new_due_on__gt", models.F("old_due_on"))),
                        name="extension_is_later",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="event",
            name="assignment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="items.unitassignment",
                verbose_name="单位任务",
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="assignment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="comments",
                to="items.unitassignment",
                verbose_name="单位任务",
            ),
        ),
        migrations.CreateModel(
            name="Chase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="日期")),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="附言")),
                ("chased_for", models.CharField(max_length=80, verbose_name="催办单位")),
                ("chased_at", models.DateTimeField(verbose_name="催办时间")),
                (
                    "chased_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="催办人",
                    ),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="chases",
                        to="items.unitassignment",
                        verbose_name="单位任务",
                    ),
                ),
            ],
            options={
                "verbose_name": "催办记录",
                "verbose_name_plural": "催办记录",
                "ordering": ["-chased_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("assignment", "on"), name="chased_once_a_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="BulkRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ordinal", models.PositiveIntegerField(verbose_name="序号")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "待执行"), ("done", "已完成"), ("refused", "未执行")],
                        default="waiting",
                        max_length=10,
                        verbose_name="结果",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                (
                    "bulk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="items.bulkact",
                        verbose_name="批量操作",
                    ),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bulk_rows",
                        to="items.unitassignment",
                        verbose_name="单位任务",
                    ),
                ),
            ],
            options={
                "verbose_name": "批量操作明细",
                "verbose_name_plural": "批量操作明细",
                "ordering": ["bulk", "ordinal"],
                "indexes": [models.Index(fields=["bulk", "state"], name="bulk_row_state")],
                "constraints": [models.UniqueConstraint(fields=("bulk", "assignment"), name="bulk_row_once")],
            },
        ),
        migrations.CreateModel(
            name="ActLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="校验值")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("acknowledge", "签收"),
                            ("unchanged", "报“无变化”"),
                            ("report", "反馈进展"),
                            ("ask_extension", "申请延期"),
                        ],
                        max_length=15,
                        verbose_name="办理内容",
                    ),
                ),
                ("address", models.CharField(max_length=254, verbose_name="寄往")),
                ("issued_at", models.DateTimeField(verbose_name="寄出时间")),
                ("expires_at", models.DateTimeField(verbose_name="有效至")),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="使用时间")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="作废时间")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="收件人",
                    ),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="items.unitassignment",
                        verbose_name="单位任务",
                    ),
                ),
            ],
            options={
                "verbose_name": "免登录链接",
                "verbose_name_plural": "免登录链接",
                "ordering": ["-issued_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("used_at__isnull", True), ("withdrawn_at__isnull", True)),
                        fields=("person", "assignment", "act"),
                        name="one_live_link",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UnsavedReport",
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
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="unsaved",
                        to="items.unitassignment",
                        verbose_name="单位任务",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填写人",
                    ),
                ),
            ],
            options={
                "verbose_name": "未提交的反馈",
                "verbose_name_plural": "未提交的反馈",
                "indexes": [models.Index(fields=["kept_at"], name="unsaved_report_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("assignment", "person"), name="unsaved_report_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Verification",
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
                            ("desk", "书面核查"),
                            ("spot", "抽查"),
                            ("visit", "明查暗访"),
                            ("lookback", "回头看"),
                        ],
                        max_length=10,
                        verbose_name="方式",
                    ),
                ),
                ("planned_on", models.DateField(verbose_name="计划日期")),
                ("planned_at", models.DateTimeField(verbose_name="安排时间")),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[("confirmed", "属实"), ("partly", "部分属实"), ("unfounded", "不属实")],
                        max_length=10,
                        verbose_name="结果",
                    ),
                ),
                (
                    "percent",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="核实比例(%)"),
                ),
                (
                    "reported_percent",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="自报比例(%)"),
                ),
                ("finding", models.TextField(blank=True, verbose_name="核查情况")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="核查时间")),
                ("is_set_aside", models.BooleanField(default=False, verbose_name="经复核撤销")),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="items.unitassignment",
                        verbose_name="单位任务",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核查人",
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="安排人",
                    ),
                ),
                (
                    "sample",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="items.sampleplan",
                        verbose_name="抽查方案",
                    ),
                ),
            ],
            options={
                "verbose_name": "核查",
                "verbose_name_plural": "核查",
                "ordering": ["-planned_on", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=["planned_on"],
                        name="check_waiting",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=("assignment", "kind"),
                        name="one_check_of_a_kind_waits",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["item", "-written_at"], name="comment_thread"),
        ),
    ]
