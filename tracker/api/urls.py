"""Addresses of the interface, below api/v1/."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import views
from .interface import api

app_name = "api"
operations: list[URLPattern] = [
    one for one in api.urls[0] if isinstance(one, URLPattern) and one.name != "api-root"
]
for one in operations:
    one.callback = views.opened(one.callback)

urlpatterns = [
    path("openapi.json", views.openapi, name="openapi"),
    path("docs", views.docs, name="docs"),
    *operations,
    path("<path:rest>", views.missing, name="missing"),
]
