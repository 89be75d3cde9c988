"""How speeches come in: hand in files or text, choose among the speeches of a file, check what each is."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act
from tracker.common.errors import Refused
from tracker.meetings import intake, operations, queries
from tracker.meetings.choices import choices_of
from tracker.meetings.models import Source, Speech

from .forms import DetailsForm, HandInForm
from .handing_in import Answer, answer_to, reasons, stretches
from .views_speeches import progress_of

# Sent by static/js/intake.js, which hands in one file after the other and shows each answer in its place.
BY_SCRIPT = "X-Handed-In-By"


@require_http_methods(["GET", "POST"])
@needs(Act.UPLOAD_SPEECH)
def speech_new(request: ViewerRequest) -> HttpResponse:
    """Hand in files or pasted text; each gets an answer of its own, and one plain speech alone goes on to its details."""
    form = HandInForm(request.POST, request.FILES) if request.method == "POST" else HandInForm()
    answers: list[Answer] = []
    if request.method == "POST" and form.is_valid():
        batch, now = form.cleaned_data["batch"], timezone.now()
        answers = [answer_to(one, batch=batch, by=request.viewer, at=now) for one in form.handed()]
        if request.headers.get(BY_SCRIPT):
            return render(request, "console/_answers.html", {"answers": answers})
        if len(answers) == 1 and answers[0].is_in:
            return redirect(answers[0].link)
    page = {
        "form": form,
        "answers": answers,
        "batch": uuid.uuid4(),
        "megabytes": settings.UPLOAD_MAX_BYTES // 2**20,
        # What can be handed in again after a correction; a classified text is not sent back.
        "text_again": request.POST.get("text", "")
        if form.errors or answers[-1:] and answers[-1].kind == "refused"
        else "",
    }
    bad = form.errors or (answers and not any(answer.is_in for answer in answers))
    return render(request, "console/speech_new.html", page, status=422 if bad else 200)


@require_GET
@needs(Act.UPLOAD_SPEECH)
def source(request: ViewerRequest, pk: int) -> HttpResponse:
    """The speeches of a file, or the one that is nearly here already, to keep or to drop."""
    found = queries.get_source(request.viewer, pk)
    return render(request, "console/source.html", choose_page(request, found))


def choose_page(request: ViewerRequest, found: Source) -> dict[str, object]:
    """What the page of choices shows."""
    choices = choices_of(request.viewer, found)
    return {
        "source": found,
        "choices": choices,
        "is_alone": len(choices) == 1,
        "wanted": sum(choice.is_wanted for choice in choices),
        "is_waiting": found.state == Source.State.WAITING,
    }


@require_GET
@needs(Act.UPLOAD_SPEECH)
def source_file(request: ViewerRequest, pk: int) -> FileResponse:
    """The file as it was handed in, to be saved and never to be shown by the browser: it came from outside."""
    found = queries.get_source(request.viewer, pk)
    path = found.file.name
    if not path or not found.file.storage.exists(path):
        raise Http404("这份来稿没有原文件。")
    return FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type="application/octet-stream",
    )


@require_POST
@needs(Act.UPLOAD_SPEECH)
def source_keep(request: ViewerRequest, pk: int) -> HttpResponse:
    """Make speeches of the chosen ones, all at once, and go on to the first one's details."""
    found = queries.get_source(request.viewer, pk)
    numbers = [
        int(number) for number in request.POST.getlist("keep") if number.isdecimal() and len(number) < 6
    ]
    try:
        kept = intake.keep(pk, numbers, by=request.viewer)
    except Refused as error:
        page = choose_page(request, found) | {"error": str(error)}
        return render(request, "console/source.html", page, status=422)
    waiting = [speech for speech in kept if speech.state == Speech.State.RECEIVED]
    if not waiting:
        return redirect("console:speeches")
    if len(waiting) > 1:
        messages.success(request, f"已录入{len(waiting)}篇，请逐篇核对信息，先从第一篇开始。")
    return redirect("console:speech_details", waiting[0].pk)


@require_POST
@needs(Act.UPLOAD_SPEECH)
def source_discard(request: ViewerRequest, pk: int) -> HttpResponse:
    """Want none of it: the file and its text are deleted. Twice is as good as once."""
    intake.discard(pk, by=request.viewer)
    messages.success(request, "已放弃这份来稿，其中没有录入任何讲话。")
    return redirect("console:speeches")


@require_http_methods(["GET", "POST"])
@needs(Act.UPLOAD_SPEECH)
def speech_details(request: ViewerRequest, pk: int) -> HttpResponse:
    """Check title, day, speaker, occasion and level as proposed from the text; then the speech is parsed."""
    speech = queries.get_speech(request.viewer, pk)
    if speech.state not in (Speech.State.RECEIVED, Speech.State.FAILED):
        return redirect("console:speech", pk)
    form = DetailsForm(request.POST if request.method == "POST" else None, instance=speech)
    if request.method == "POST" and form.is_valid():
        return confirmed(request, speech, form)
    page = {
        "form": form,
        "reasons": reasons(speech),
        "stretches": stretches(speech.text, speech.details),
        "is_new": speech.state == Speech.State.RECEIVED,
        **progress_of(request, speech),
    }
    return render(request, "console/speech_details.html", page, status=422 if form.errors else 200)


def confirmed(request: ViewerRequest, speech: Speech, form: DetailsForm) -> HttpResponse:
    """Queues the speech, and goes on to the next one handed in with it that waits to be checked, else to its progress."""
    try:
        said = operations.submit(speech.pk, by=request.viewer, **form.cleaned_data)
    except Refused as error:
        messages.error(request, str(error))
        return redirect("console:speeches")
    waiting = [mate for mate in queries.batch_of(request.viewer, said) if mate.state == Speech.State.RECEIVED]
    if not waiting:
        return redirect("console:speech", speech.pk)
    messages.success(request, f"《{said.title}》已交后台解析。请接着核对下一篇，还有{len(waiting)}篇。")
    return redirect("console:speech_details", waiting[0].pk)


@require_GET
@needs(Act.UPLOAD_SPEECH)
def speech_batch(request: ViewerRequest, pk: int) -> HttpResponse:
    """How far the speeches handed in together are, asked for again and again while the officer checks one of them."""
    speech = queries.get_speech(request.viewer, pk)
    return render(request, "console/_batch.html", progress_of(request, speech) | {"asks_again": True})


@require_POST
@needs(Act.UPLOAD_SPEECH)
def speech_discard(request: ViewerRequest, pk: int) -> HttpResponse:
    """Throw away a speech that was handed in by mistake and is not confirmed yet."""
    if intake.discard_speech(pk, by=request.viewer):
        messages.success(request, "已放弃这篇讲话。")
        return redirect("console:speeches")
    return redirect("console:speech", pk)
