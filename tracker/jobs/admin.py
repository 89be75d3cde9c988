"""When each background job last ran, to look at. Must never let anybody make the queue run something.

django-q2 brings admin pages of its own on which a Schedule can be given any function and any arguments: whoever opened
them had a shell on the server. They are taken away here, for superusers too; `manage.py sync_schedules` keeps the rows.
"""

from __future__ import annotations

from django.contrib import admin
from django_q import admin as _its_pages  # noqa: F401  (first, so that they are there to be taken away)
from django_q.models import Failure, OrmQ, Schedule, Success

from tracker.common.adminbase import ReadOnlyAdmin

from .models import Heartbeat

for model in (Schedule, Success, Failure, OrmQ):
    # OrmQ has a page only where the queue is in the database.
    if admin.site.is_registered(model):
        admin.site.unregister(model)


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    list_display = ["name", "started_at", "finished_at", "done", "error"]
