"""进展反馈 from the portal: the form with its files, the one click without news, and fetching a file."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tracker.access.guards import ViewerRequest
from tracker.common.downloads import attachment
from tracker.common.errors import Forbidden, Stale
from tracker.items.evidence import content_type, get_evidence
from tracker.items.pace import amount_of
from tracker.items.progress import Told, report_progress, report_unchanged
from tracker.items.queries import get_assignment
from tracker.items.unsaved_reports import forget_report, keep_report, kept_report, last_own

from .acts import asking, done
from .forms import ReportForm
from .forms_talking import whole


@require_http_methods(["GET", "POST"])
def report(request: ViewerRequest, pk: int) -> HttpResponse:
    """反馈进展: the form, and what is done with it. What was typed stays beside what was wrong; files must be chosen again."""
    assignment = get_assignment(request.viewer, pk)
    amount = amount_of(assignment.item.target)
    kept = kept_report(assignment, request.viewer)
    first = {
        "revision": assignment.revision,
        "after": last_own(assignment, request.viewer),
        **(kept.fields if kept else {}),
    }
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ReportForm(*posted, initial=first, target=amount)
    if not form.is_bound or not form.is_valid():
        form.kept_at = kept.kept_at if kept and not form.is_bound else None  # type: ignore[attr-defined]
        return asking(request, assignment, "report", form, "portal/_report.html")
    given = dict(form.cleaned_data)
    files, seen_revision = given.pop("evidence"), given.pop("revision")
    given.pop("after")
    told = Told(**given)
    return done(
        request,
        assignment,
        lambda: report_progress(
            pk, told, files=files, seen_revision=seen_revision, by=request.viewer, at=timezone.now()
        ),
        "report",
    )


@require_POST
def unchanged(request: ViewerRequest, pk: int) -> HttpResponse:
    """无变化: one click on the row."""
    assignment = get_assignment(request.viewer, pk)
    revision = request.POST.get("revision", "")
    seen = int(revision) if revision.isdecimal() and len(revision) < 10 else None
    return done(
        request,
        assignment,
        lambda: report_unchanged(pk, seen_revision=seen, by=request.viewer, at=timezone.now()),
        "report",
    )


@require_GET
def evidence(request: ViewerRequest, pk: int) -> FileResponse:
    """A file as a download: never shown in the page's origin, never guessed at."""
    if request.viewer.person_id is None:
        raise PermissionDenied("请先登录。")
    found = get_evidence(request.viewer, pk)
    return attachment(found.file, name=found.name, kind=content_type(found.name))


@require_POST
def report_keep(request: ViewerRequest, pk: int) -> HttpResponse:
    """Keeps what is typed into the report (autosave); 204 where nothing is, 409 where it has been sent meanwhile."""
    assignment = get_assignment(request.viewer, pk)
    now = timezone.now()
    try:
        is_kept = keep_report(
            assignment,
            request.POST.dict(),
            after=whole(request.POST.get("after", "")),
            by=request.viewer,
            at=now,
        )
    except Forbidden as error:
        raise PermissionDenied(str(error)) from error
    except Stale as error:
        return HttpResponse(str(error), status=409, content_type="text/plain; charset=utf-8")
    return JsonResponse({"at": f"{timezone.localtime(now):%H:%M}"}) if is_kept else HttpResponse(status=204)


@require_POST
def report_forget(request: ViewerRequest, pk: int) -> HttpResponse:
    """Drops what was typed into the report: the person has left the form on purpose."""
    forget_report(get_assignment(request.viewer, pk).pk, by=request.viewer)
    return HttpResponse(status=204)
