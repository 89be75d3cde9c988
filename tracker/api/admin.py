"""Clients of the interface in the admin: made there (the token is shown once), revoked there, never deleted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tracker.common.adminbase import KeptAdmin, ReadOnlyAdmin
from tracker.common.errors import Refused

from .clients import Wish, create, refuse, revoke
from .models import ApiClient, IdempotencyKey
from .scopes import Scope


class ClientForm(forms.ModelForm):
    """A client as an administrator writes it. What it may be is for clients.create to say."""

    scopes = forms.MultipleChoiceField(
        label="权限范围",
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[Scope.READ.value],
    )

    class Meta:
        model = ApiClient
        fields = ["name", "person", "scopes", "expires_on", "per_minute"]

    def clean(self) -> dict[str, Any]:
        """What would be refused is told on the form."""
        read = super().clean() or {}
        if self.instance.pk is None and not self.errors:
            try:
                refuse(wish_of(read), at=timezone.now())
            except Refused as error:
                raise ValidationError(str(error)) from error
        return read


def wish_of(read: dict[str, Any]) -> Wish:
    """What the form says."""
    return Wish(read["name"], read["person"], tuple(read["scopes"]), read["expires_on"], read["per_minute"])


@admin.register(ApiClient)
class ApiClientAdmin(KeptAdmin):
    """Rows stay: what a client did is in the history in its person's name."""

    form = ClientForm
    list_display = ["name", "person", "prefix", "scopes", "expires_on", "revoked_at", "last_used_at"]
    list_filter = ["expires_on", "revoked_at"]
    search_fields = ["name", "prefix", "person__full_name", "person__username"]
    autocomplete_fields = ["person"]
    list_select_related = ["person"]
    actions = ["revoke_chosen"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        shown = ["prefix", "created_by", "created_at", "revoked_at", "last_used_at"]
        # Another person, more scopes or a longer life are another client: the token would be worth more than whoever holds it was told.
        return [] if obj is None else ["name", "person", "scopes", "expires_on", *shown]

    def save_model(self, request: HttpRequest, obj: ApiClient, form: Any, change: bool) -> None:
        if change:
            ApiClient.objects.filter(pk=obj.pk).update(per_minute=obj.per_minute)
            return
        made, token = create(wish_of(form.cleaned_data), by_id=request.user.pk, at=timezone.now())
        obj.pk, obj.prefix = made.pk, made.prefix
        request.new_token = token  # type: ignore[attr-defined]

    def response_add(
        self, request: HttpRequest, obj: ApiClient, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The token, once: not by a message, which would be kept in a cookie until it is shown."""
        page = {**self.admin_site.each_context(request), "client": obj, "token": request.new_token}  # type: ignore[attr-defined]
        answer = render(request, "admin/api/token.html", page)
        answer["Cache-Control"] = "no-store"
        return answer

    @admin.action(description="吊销所选客户端的令牌")
    def revoke_chosen(self, request: HttpRequest, queryset: QuerySet[ApiClient]) -> None:
        """吊销: from the next request on the tokens are worth nothing."""
        count = revoke(queryset.values_list("pk", flat=True), at=timezone.now())
        messages.success(request, f"已吊销{count}个客户端的令牌。")


@admin.register(IdempotencyKey)
class IdempotencyKeyAdmin(ReadOnlyAdmin):
    """To look at for a day. The answers are left out: they repeat rows that stand elsewhere."""

    list_display = ["key", "client", "status", "created_at"]
    list_filter = ["client"]
    search_fields = ["key", "client__name"]
    list_select_related = ["client"]
    exclude = ["answer", "fingerprint"]
