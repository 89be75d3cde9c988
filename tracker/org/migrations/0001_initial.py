from __future__ import annotations

import datetime

import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    # The steps before the first release; a trial database that took them all goes on from here.
    replaces = [
        ("org", "0002_posts_held_once"),
        ("org", "0003_seasons"),
        ("org", "0004_desk_questions"),
        ("org", "0005_units_that_end"),
        ("org", "0006_deputies"),
        ("org", "0007_light_scheme"),
    ]

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True, verbose_name="日期")),
                ("is_workday", models.BooleanField(verbose_name="上班")),
                ("name", models.CharField(blank=True, max_length=40, verbose_name="说明")),
                ("source", models.CharField(blank=True, max_length=120, verbose_name="依据")),
            ],
            options={
                "verbose_name": "工作日历",
                "verbose_name_plural": "工作日历",
                "ordering": ["day"],
            },
        ),
        migrations.CreateModel(
            name="Office",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("singleton", models.BooleanField(default=True, editable=False, unique=True)),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("level", models.CharField(default="县级", max_length=20, verbose_name="层级")),
                ("region", models.CharField(blank=True, max_length=40, verbose_name="地区")),
                ("number_prefix", models.CharField(default="督", max_length=10, verbose_name="编号字头")),
                ("closing_time", models.TimeField(default=datetime.time(18, 0), verbose_name="下班时间")),
                (
                    "near_due_workdays",
                    models.PositiveSmallIntegerField(default=3, verbose_name="临期(工作日)"),
                ),
                (
                    "reminder_workdays",
                    models.CharField(default="7,3,1", max_length=40, verbose_name="到期前提醒(工作日)"),
                ),
                (
                    "default_workdays",
                    models.PositiveSmallIntegerField(
                        default=5,
                        help_text="讲话只说“尽快”等而没有日期时，审核页上供督查专员选用",
                        verbose_name="默认办理期限(工作日)",
                    ),
                ),
                (
                    "monthly_asks",
                    models.PositiveSmallIntegerField(
                        default=8,
                        help_text="一个单位每月填报、参会、迎检的次数超过它，确认制度前会标出",
                        verbose_name="每月要求上限(次)",
                    ),
                ),
                (
                    "light_scheme",
                    models.CharField(
                        choices=[
                            ("three", "红黄绿灯"),
                            ("five", "五色（蓝绿黄橙红，逾期超过10天为红）"),
                            ("slips", "三色单（临期蓝、逾期红、按时绿）"),
                        ],
                        default="three",
                        max_length=10,
                        verbose_name="灯色",
                    ),
                ),
            ],
            options={
                "verbose_name": "本办设置",
                "verbose_name_plural": "本办设置",
            },
        ),
        migrations.CreateModel(
            name="Season",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=20, unique=True, verbose_name="名称")),
                ("first_month", models.PositiveSmallIntegerField(verbose_name="起(月)")),
                ("first_day", models.PositiveSmallIntegerField(verbose_name="起(日)")),
                ("last_month", models.PositiveSmallIntegerField(verbose_name="止(月)")),
                ("last_day", models.PositiveSmallIntegerField(verbose_name="止(日)")),
                ("source", models.CharField(blank=True, max_length=120, verbose_name="依据")),
            ],
            options={
                "verbose_name": "本地时节",
                "verbose_name_plural": "本地时节",
                "ordering": ["first_month", "first_day"],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "A user with that username already exists."},
                        help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                        max_length=150,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="username",
                    ),
                ),
                ("first_name", models.CharField(blank=True, max_length=150, verbose_name="first name")),
                ("last_name", models.CharField(blank=True, max_length=150, verbose_name="last name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                (
                    "date_joined",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined"),
                ),
                ("full_name", models.CharField(max_length=40, verbose_name="姓名")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="电话")),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "人员",
                "verbose_name_plural": "人员",
                "ordering": ["id"],
            },
            managers=[
                ("objects", django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="单位名称")),
                ("short_name", models.CharField(max_length=40, verbose_name="简称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("party", "党委部门"),
                            ("department", "政府部门"),
                            ("township", "乡镇"),
                            ("street", "街道"),
                            ("public_institution", "事业单位"),
                            ("company", "企业"),
                            ("temporary", "临时机构"),
                            ("other", "其他"),
                        ],
                        default="department",
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                ("order", models.PositiveIntegerField(default=0, verbose_name="排序")),
                ("is_active", models.BooleanField(default=True, verbose_name="在用")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="存续至")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="org.unit",
                        verbose_name="上级单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "单位",
                "verbose_name_plural": "单位",
                "ordering": ["order", "id"],
            },
        ),
        migrations.CreateModel(
            name="Post",
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
                        choices=[
                            ("liaison", "联络员"),
                            ("head", "单位负责人"),
                            ("leader", "分管领导"),
                            ("officer", "督查专员"),
                            ("admin", "系统管理员"),
                        ],
                        max_length=10,
                        verbose_name="岗位",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=60, verbose_name="职务")),
                ("valid_from", models.DateField(verbose_name="任职自")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="任职至")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="posts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
                (
                    "in_charge",
                    models.ManyToManyField(
                        blank=True, related_name="leaders", to="org.unit", verbose_name="分管单位"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="org.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "岗位",
                "verbose_name_plural": "岗位",
                "ordering": ["person", "role", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "unit", "role", "valid_from"), name="post_of_a_unit_held_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("unit__isnull", True)),
                        fields=("person", "role", "valid_from"),
                        name="post_without_unit_held_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="post_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("party", "党委部门"),
                            ("department", "政府部门"),
                            ("township", "乡镇"),
                            ("street", "街道"),
                            ("public_institution", "事业单位"),
                            ("company", "企业"),
                            ("temporary", "临时机构"),
                            ("other", "其他"),
                        ],
                        max_length=20,
                        verbose_name="按类别",
                    ),
                ),
                ("order", models.PositiveIntegerField(default=0, verbose_name="排序")),
                (
                    "members",
                    models.ManyToManyField(
                        blank=True, related_name="groups", to="org.unit", verbose_name="成员单位"
                    ),
                ),
            ],
            options={
                "verbose_name": "单位分组",
                "verbose_name_plural": "单位分组",
                "ordering": ["order", "id"],
            },
        ),
        migrations.CreateModel(
            name="Alias",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=80, unique=True, verbose_name="别名")),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="aliases",
                        to="org.unit",
                        verbose_name="单位",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="aliases",
                        to="org.unitgroup",
                        verbose_name="分组",
                    ),
                ),
            ],
            options={
                "verbose_name": "别名",
                "verbose_name_plural": "别名",
                "ordering": ["text"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("group__isnull", True), ("unit__isnull", False)),
                            models.Q(("group__isnull", False), ("unit__isnull", True)),
                            _connector="OR",
                        ),
                        name="alias_means_a_unit_or_a_group",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Deputy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="代理自")),
                ("valid_until", models.DateField(verbose_name="代理至")),
                ("reason", models.CharField(blank=True, max_length=100, verbose_name="事由")),
                ("named_at", models.DateTimeField(verbose_name="指定时间")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="提前结束时间")),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="结束人",
                    ),
                ),
                (
                    "named_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="指定人",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stands_in",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="代理人",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deputies",
                        to="org.post",
                        verbose_name="岗位",
                    ),
                ),
            ],
            options={
                "verbose_name": "岗位代理",
                "verbose_name_plural": "岗位代理",
                "ordering": ["-valid_from", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gte", models.F("valid_from"))),
                        name="deputy_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="deputy_ended_by_somebody",
                    ),
                ],
            },
        ),
    ]
