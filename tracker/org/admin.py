"""The office, units, groups, names, people, posts and calendar days."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest

from tracker.common.adminbase import KeptAdmin, ReadOnlyAdmin

from .models import Alias, CalendarDay, Deputy, Office, Person, Post, Season, Unit, UnitGroup

# Rights follow from posts (access/policy.py); Django's permission groups would be a second, ignored truth.
admin.site.unregister(Group)


@admin.register(Office)
class OfficeAdmin(KeptAdmin):
    list_display = [
        "name",
        "level",
        "region",
        "closing_time",
        "near_due_workdays",
        "reminder_workdays",
        "default_workdays",
        "monthly_asks",
        "light_scheme",
    ]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """There is one office."""
        return super().has_add_permission(request) and not Office.objects.exists()


class AliasInline(admin.TabularInline):
    model = Alias
    fields = ["text"]
    extra = 1


class UnitAliasInline(AliasInline):
    fk_name = "unit"


class GroupAliasInline(AliasInline):
    fk_name = "group"


@admin.register(Unit)
class UnitAdmin(KeptAdmin):
    """Units leave by is_active: drafts, items and history go on naming them."""

    list_display = ["name", "short_name", "kind", "parent", "order", "is_active", "ends_on"]
    list_filter = ["kind", "is_active"]
    search_fields = ["name", "short_name", "aliases__text"]
    autocomplete_fields = ["parent"]
    list_select_related = ["parent"]
    inlines = [UnitAliasInline]


@admin.register(UnitGroup)
class UnitGroupAdmin(KeptAdmin):
    """Groups stay: drafts keep their ids."""

    list_display = ["name", "kind", "order"]
    list_filter = ["kind"]
    search_fields = ["name", "aliases__text"]
    autocomplete_fields = ["members"]
    inlines = [GroupAliasInline]


@admin.register(Alias)
class AliasAdmin(admin.ModelAdmin):
    list_display = ["text", "unit", "group"]
    search_fields = ["text", "unit__name", "group__name"]
    autocomplete_fields = ["unit", "group"]
    list_select_related = ["unit", "group"]


class PostInline(admin.TabularInline):
    model = Post
    fields = ["role", "unit", "title", "in_charge", "valid_from", "valid_until"]
    autocomplete_fields = ["unit", "in_charge"]
    extra = 0


@admin.register(Person)
class PersonAdmin(UserAdmin):
    """People. Nobody below a superuser can make one, or change one's password."""

    list_display = ["username", "full_name", "phone", "email", "is_active", "last_login"]
    list_filter = ["is_active", "posts__role"]
    search_fields = ["username", "full_name", "phone", "email"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("个人信息", {"fields": ["full_name", "phone", "email"]}),
        ("账户", {"fields": ["is_active", "is_superuser", "last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "classes": ["wide"],
                "fields": ["username", "full_name", "usable_password", "password1", "password2"],
            },
        )
    ]
    inlines = [PostInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fixed = ["last_login", "date_joined"]
        return fixed if request.user.is_superuser else [*fixed, "is_superuser"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not above and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People leave by is_active: what they did stays theirs."""
        return False


@admin.register(Post)
class PostAdmin(admin.ModelAdmin):
    list_display = ["person", "role", "unit", "title", "valid_from", "valid_until"]
    list_filter = ["role"]
    search_fields = ["person__username", "person__full_name", "unit__name", "unit__short_name", "title"]
    autocomplete_fields = ["person", "unit", "in_charge"]
    list_select_related = ["person", "unit"]


@admin.register(Deputy)
class DeputyAdmin(ReadOnlyAdmin):
    """To look at: an administrator names and ends deputies on the portal's page, which tells both."""

    list_display = ["person", "post", "valid_from", "valid_until", "named_by", "named_at", "ended_at"]
    list_filter = ["post__role"]
    search_fields = ["person__full_name", "post__person__full_name", "post__unit__short_name", "reason"]
    date_hierarchy = "valid_from"
    list_select_related = ["person", "post__person", "named_by"]


@admin.register(CalendarDay)
class CalendarDayAdmin(admin.ModelAdmin):
    list_display = ["day", "is_workday", "name", "source"]
    list_filter = ["is_workday"]
    search_fields = ["name", "source"]
    date_hierarchy = "day"


@admin.register(Season)
class SeasonAdmin(admin.ModelAdmin):
    list_display = ["name", "first_month", "first_day", "last_month", "last_day", "source"]
