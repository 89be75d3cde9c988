"""Pages about background work. They hang under console/ in the console's namespace (see tracker/urls.py)."""

from __future__ import annotations

from django.urls import path

from . import views, views_letters

urlpatterns = [
    path("status/", views.status, name="status"),
    path("status/messages/<int:pk>/retry/", views.message_retry, name="message_retry"),
    path("status/messages/", views_letters.letters, name="dead_letters"),
    path("status/messages/export/", views_letters.letters_export, name="dead_letters_export"),
    path("status/messages/retry/", views_letters.letters_retry, name="dead_letters_retry"),
]
