from __future__ import annotations

from django.urls import path

from . import (
    views_asks,
    views_dashboard,
    views_drafts,
    views_names,
    views_papers,
    views_regimes,
    views_speeches,
    views_units,
)

app_name = "console"
urlpatterns = [
    path("", views_dashboard.dashboard, name="dashboard"),
    path("speeches/", views_speeches.speeches, name="speeches"),
    path("speeches/new/", views_speeches.speech_new, name="speech_new"),
    path("speeches/<int:pk>/", views_speeches.speech, name="speech"),
    path("speeches/<int:pk>/details/", views_speeches.speech_details, name="speech_details"),
    path("speeches/<int:pk>/progress/", views_speeches.speech_progress, name="speech_progress"),
    path("speeches/<int:pk>/accept/", views_drafts.speech_accept_all, name="speech_accept_all"),
    path("speeches/<int:pk>/register/", views_speeches.speech_register, name="speech_register"),
    path("speeches/<int:pk>/issue/", views_speeches.speech_issue, name="speech_issue"),
    path("speeches/<int:pk>/undo/", views_drafts.speech_undo, name="speech_undo"),
    path("drafts/<int:pk>/", views_drafts.draft, name="draft"),
    path("drafts/<int:pk>/decide/", views_drafts.draft_decide, name="draft_decide"),
    path("drafts/<int:pk>/edit/", views_drafts.draft_edit, name="draft_edit"),
    path("speeches/<int:pk>/drafts/new/", views_drafts.draft_new, name="draft_new"),
    path("drafts/<int:pk>/name/", views_names.draft_name, name="draft_name"),
    path("drafts/<int:pk>/answer/", views_asks.draft_answer, name="draft_answer"),
    path("drafts/<int:pk>/link/", views_asks.draft_link, name="draft_link"),
    path("drafts/<int:pk>/split/", views_drafts.draft_split, name="draft_split"),
    path("drafts/<int:pk>/merge/", views_drafts.draft_merge, name="draft_merge"),
    path("drafts/<int:pk>/history/", views_drafts.draft_history, name="draft_history"),
    path("drafts/<int:pk>/revert/", views_drafts.draft_revert, name="draft_revert"),
    path("speeches/<int:pk>/breakdown.docx", views_papers.breakdown_docx, name="breakdown_docx"),
    path("speeches/<int:pk>/breakdown.xlsx", views_papers.breakdown_xlsx, name="breakdown_xlsx"),
    path("bulletin/", views_papers.bulletin, name="bulletin"),
    path("bulletin/draft.docx", views_papers.bulletin_docx, name="bulletin_docx"),
    path("bulletin/freeze/", views_papers.bulletin_freeze, name="bulletin_freeze"),
    path("papers/", views_papers.papers, name="papers"),
    path("papers/<int:pk>/", views_papers.paper_page, name="paper_page"),
    path("papers/<int:pk>/file/", views_papers.paper, name="paper"),
    path("units/", views_units.units, name="units"),
    path("units/export/", views_units.units_export, name="units_export"),
    path("calendar/", views_units.calendar, name="calendar"),
    path("calendar/export/", views_units.calendar_export, name="calendar_export"),
    path("units/import/", views_units.table_import, {"key": "unit"}, name="unit_import"),
    path("units/import/confirm/", views_units.table_confirm, {"key": "unit"}, name="unit_import_confirm"),
    path("units/import/template/", views_units.table_template, {"key": "unit"}, name="unit_template"),
    path("calendar/import/", views_units.table_import, {"key": "calendar"}, name="calendar_import"),
    path(
        "calendar/import/confirm/",
        views_units.table_confirm,
        {"key": "calendar"},
        name="calendar_import_confirm",
    ),
    path(
        "calendar/import/template/", views_units.table_template, {"key": "calendar"}, name="calendar_template"
    ),
    path("regimes/", views_regimes.regimes, name="regimes"),
    path("regimes/<int:pk>/adopt/", views_regimes.regime_adopt, name="regime_adopt"),
]
