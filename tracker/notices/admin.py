"""The outbox and its attempts, to look at."""

from __future__ import annotations

from django.contrib import admin

from tracker.common.adminbase import ReadOnlyAdmin, ReadOnlyInline

from .models import Delivery, Message, RobotPace


class DeliveryInline(ReadOnlyInline):
    model = Delivery
    show_change_link = False


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    list_display = ["subject", "kind", "channel", "recipient", "state", "created_at", "sent_at", "attempts"]
    list_filter = ["state", "channel", "kind"]
    search_fields = ["key", "subject", "recipient__full_name", "address"]
    date_hierarchy = "created_at"
    list_select_related = ["recipient"]
    inlines = [DeliveryInline]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ["message", "attempt", "at", "outcome", "detail"]
    list_filter = ["outcome"]
    search_fields = ["message__key", "message__subject", "detail"]
    date_hierarchy = "at"
    list_select_related = ["message"]


@admin.register(RobotPace)
class RobotPaceAdmin(ReadOnlyAdmin):
    list_display = ["robot", "free_at"]
    search_fields = ["robot"]
