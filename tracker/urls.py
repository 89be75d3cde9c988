"""All addresses of the portal."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import include, path

from tracker.console import urls as console
from tracker.jobs import urls as jobs
from tracker.jobs.views import health
from tracker.portal.views import SignIn, home

urlpatterns = [
    path("", home, name="home"),
    path("login/", SignIn.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("healthz", health, name="health"),
    path("console/", include(([*console.urlpatterns, *jobs.urlpatterns], console.app_name))),
    path("admin/", admin.site.urls),
    path("api/v1/", include("tracker.api.urls")),
    path("", include("tracker.portal.urls")),
]
