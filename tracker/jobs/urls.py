"""Pages about background work. They hang under console/ in the console's namespace (see tracker/urls.py)."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("status/", views.status, name="status"),
    path("status/messages/<int:pk>/retry/", views.message_retry, name="message_retry"),
]
