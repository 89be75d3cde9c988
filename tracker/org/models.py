"""Who there is: the office, units and their groups, names they go by, people and the posts they hold."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q


class Office(models.Model):
    """The supervision office this installation serves, and its local readings (DOMAIN c9). There is one row."""

    class LightScheme(models.TextChoices):
        THREE = "three", "红黄绿灯"
        FIVE = "five", "五色（蓝绿黄橙红，逾期超过10天为红）"
        SLIPS = "slips", "三色单（临期蓝、逾期红、按时绿）"

    singleton = models.BooleanField(default=True, unique=True, editable=False)
    name = models.CharField("名称", max_length=80)
    level = models.CharField("层级", max_length=20, default="县级")
    region = models.CharField("地区", max_length=40, blank=True)
    number_prefix = models.CharField("编号字头", max_length=10, default="督")
    closing_time = models.TimeField("下班时间", default=dt.time(18, 0))
    near_due_workdays = models.PositiveSmallIntegerField("临期(工作日)", default=3)
    reminder_workdays = models.CharField("到期前提醒(工作日)", max_length=40, default="7,3,1")
    default_workdays = models.PositiveSmallIntegerField(
        "默认办理期限(工作日)", default=5, help_text="讲话只说“尽快”等而没有日期时，审核页上供督查专员选用"
    )
    monthly_asks = models.PositiveSmallIntegerField(
        "每月要求上限(次)", default=8, help_text="一个单位每月填报、参会、迎检的次数超过它，确认制度前会标出"
    )

    light_scheme = models.CharField("灯色", max_length=10, choices=LightScheme, default=LightScheme.THREE)

    class Meta:
        verbose_name = verbose_name_plural = "本办设置"

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A unit that can be obliged: a department, township, company or temporary body (DOMAIN c1 art. 5)."""

    class Kind(models.TextChoices):
        PARTY = "party", "党委部门"
        DEPARTMENT = "department", "政府部门"
        TOWNSHIP = "township", "乡镇"
        STREET = "street", "街道"
        INSTITUTION = "public_institution", "事业单位"
        COMPANY = "company", "企业"
        TEMPORARY = "temporary", "临时机构"
        OTHER = "other", "其他"

    name = models.CharField("单位名称", max_length=80, unique=True)
    short_name = models.CharField("简称", max_length=40)
    kind = models.CharField("类别", max_length=20, choices=Kind, default=Kind.DEPARTMENT)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级单位"
    )
    order = models.PositiveIntegerField("排序", default=0)
    is_active = models.BooleanField("在用", default=True)
    # Only for temporary bodies: the last day they are meant to exist. What is laid on them later is marked, not refused.
    ends_on = models.DateField("存续至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.short_name or self.name


class UnitGroup(models.Model):
    """A collective that stands for its members: 各乡镇, 县直各部门. With `kind` set, all active units of that kind belong."""

    name = models.CharField("名称", max_length=80, unique=True)
    members = models.ManyToManyField(Unit, blank=True, related_name="groups", verbose_name="成员单位")
    kind = models.CharField("按类别", max_length=20, choices=Unit.Kind, blank=True)
    order = models.PositiveIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "单位分组"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class Alias(models.Model):
    """Another name a unit or a group goes by in speeches: 县住建 → 县住房和城乡建设局. One text means one thing."""

    text = models.CharField("别名", max_length=80, unique=True)
    unit = models.ForeignKey(
        Unit, models.CASCADE, null=True, blank=True, related_name="aliases", verbose_name="单位"
    )
    group = models.ForeignKey(
        UnitGroup, models.CASCADE, null=True, blank=True, related_name="aliases", verbose_name="分组"
    )

    class Meta:
        verbose_name = verbose_name_plural = "别名"
        ordering = ["text"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, group__isnull=True)
                | Q(unit__isnull=True, group__isnull=False),
                name="alias_means_a_unit_or_a_group",
            )
        ]

    def __str__(self) -> str:
        return self.text


class Person(AbstractUser):
    """Somebody who signs in. What they may see and do follows from the posts they hold today, never from this row."""

    full_name = models.CharField("姓名", max_length=40)
    phone = models.CharField("电话", max_length=30, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.full_name or self.username


class Post(models.Model):
    """A post a person holds from a day until a day (inclusive): liaison of a unit, leader in charge of fields …"""

    class Role(models.TextChoices):
        LIAISON = "liaison", "联络员"
        HEAD = "head", "单位负责人"
        LEADER = "leader", "分管领导"
        OFFICER = "officer", "督查专员"
        ADMINISTRATOR = "admin", "系统管理员"

    person = models.ForeignKey(Person, models.CASCADE, related_name="posts", verbose_name="人员")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name="单位"
    )
    role = models.CharField("岗位", max_length=10, choices=Role)
    title = models.CharField("职务", max_length=60, blank=True)
    in_charge = models.ManyToManyField(Unit, blank=True, related_name="leaders", verbose_name="分管单位")
    valid_from = models.DateField("任职自")
    valid_until = models.DateField("任职至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "岗位"
        ordering = ["person", "role", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "unit", "role", "valid_from"], name="post_of_a_unit_held_once"
            ),
            # Two rules, for SQLite cannot compare the missing unit of a leader's or administrator's post.
            models.UniqueConstraint(
                fields=["person", "role", "valid_from"],
                condition=Q(unit__isnull=True),
                name="post_without_unit_held_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
                name="post_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_role_display()}"


class Deputy(models.Model):
    """Who stands in for the holder of a post from a day until a day, both included (代理). Never deleted: it says who could act when."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="deputies", verbose_name="岗位")
    person = models.ForeignKey(Person, models.PROTECT, related_name="stands_in", verbose_name="代理人")
    valid_from = models.DateField("代理自")
    valid_until = models.DateField("代理至")
    reason = models.CharField("事由", max_length=100, blank=True)
    named_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="指定人")
    named_at = models.DateTimeField("指定时间")
    ended_at = models.DateTimeField("提前结束时间", null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="结束人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "岗位代理"
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=models.F("valid_from")), name="deputy_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="deputy_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} 代 {self.post}"


class CalendarDay(models.Model):
    """A day on which the office's calendar differs from, or confirms, the built-in one: 放假, 调休补班 (DOMAIN c9)."""

    day = models.DateField("日期", unique=True)
    is_workday = models.BooleanField("上班")
    name = models.CharField("说明", max_length=40, blank=True)
    source = models.CharField("依据", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "工作日历"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {'上班' if self.is_workday else '放假'}"


class Season(models.Model):
    """A local season that speeches name instead of a date, the same days every year: 汛期 from 1 May to 30 September.

    The engine dates 汛期前 and the like by it; a season that is not here stays an event without a date.
    """

    name = models.CharField("名称", max_length=20, unique=True)
    first_month = models.PositiveSmallIntegerField("起(月)")
    first_day = models.PositiveSmallIntegerField("起(日)")
    last_month = models.PositiveSmallIntegerField("止(月)")
    last_day = models.PositiveSmallIntegerField("止(日)")
    source = models.CharField("依据", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "本地时节"
        ordering = ["first_month", "first_day"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Both ends must be days that every year has; 29 February is not."""
        try:
            self.days_in(2026)
        except ValueError as error:
            raise ValidationError("起止日期不存在，请核对月和日。") from error

    def days_in(self, year: int) -> tuple[dt.date, dt.date]:
        """First and last day of the season that begins in `year`; one that ends before it begins runs into the next year."""
        first = dt.date(year, self.first_month, self.first_day)
        last = dt.date(year, self.last_month, self.last_day)
        return first, last if last >= first else last.replace(year=year + 1)
