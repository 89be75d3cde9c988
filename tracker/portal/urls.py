"""Addresses of the portal's pages and of the acts on assignments."""

from __future__ import annotations

from django.urls import path

from . import (
    acts,
    chasing,
    checking,
    deadlines,
    dividing,
    exports,
    feedback,
    moving,
    reporting,
    views,
    views_deputies,
    views_link,
)

app_name = "portal"
urlpatterns = [
    path("owed/", views.owed, name="owed"),
    path("items/", views.items, name="items"),
    path("items/export/", exports.items_export, name="items_export"),
    path("items/<int:pk>/", views.item, name="item"),
    path("items/<int:pk>/issue/", acts.issue_item, name="issue_item"),
    path("items/<int:pk>/settle/", acts.settle, name="settle"),
    path("items/<int:pk>/chase/", chasing.every, name="chase_all"),
    path("items/<int:pk>/leader/", moving.leader, name="change_leader"),
    path("assignments/<int:pk>/chase/", chasing.one, name="chase"),
    path("assignments/<int:pk>/below/", dividing.divide, name="hand_down"),
    path("assignments/<int:pk>/below/dates/", dividing.settle, name="settle_dates"),
    path("assignments/<int:pk>/unit/", moving.unit, name="hand_over"),
    path("assignments/<int:pk>/role/", moving.role, name="change_role"),
    path("assignments/<int:pk>/report/", reporting.report, name="report"),
    path("assignments/<int:pk>/unchanged/", reporting.unchanged, name="unchanged"),
    path("evidence/<int:pk>/", reporting.evidence, name="evidence"),
    path("assignments/<int:pk>/check/", checking.plan, name="plan_check"),
    path("checks/<int:pk>/", checking.find, name="find_check"),
    path("assignments/<int:pk>/extension/", deadlines.ask, name="ask_extension"),
    path("assignments/<int:pk>/deadline/", deadlines.change, name="reschedule"),
    path("extensions/<int:pk>/answer/", deadlines.answer, name="answer_extension"),
    path("assignments/<int:pk>/<slug:act>/", acts.act, name="act"),
    path("units/<int:pk>/", views.unit, name="unit"),
    path("feedback/", feedback.feedback, name="feedback"),
    path("feedback/export/", feedback.feedback_export, name="feedback_export"),
    path("feedback/return/", feedback.feedback_return, name="feedback_return"),
    path("feedback/<int:pk>/", feedback.feedback_sheet, name="feedback_sheet"),
    path("feedback/<int:pk>/enter/", feedback.feedback_enter, name="feedback_enter"),
    path("feedback/<int:pk>/discard/", feedback.feedback_discard, name="feedback_discard"),
    path("feedback/<int:pk>/file/", feedback.feedback_file, name="feedback_file"),
    path("l/<str:token>/", views_link.link, name="link"),
    path("deputies/", views_deputies.deputies, name="deputies"),
    path("deputies/<int:pk>/end/", views_deputies.deputy_end, name="deputy_end"),
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.read_all, name="read_all"),
    path("inbox/<int:pk>/", views.message, name="message"),
]
