"""The rulers themselves. Each is what one would write first, and no slower than it has to be."""

from __future__ import annotations

import json

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from bench.rulers.models import Answers, Summary, Waiting
from bench.rulers.rules import summary_of

QUEUE = 25


@require_safe
def hello(_request: HttpRequest) -> HttpResponse:
    """The default middleware and nothing else."""
    return HttpResponse("Hello.")


@csrf_exempt
@require_POST
def store(request: HttpRequest) -> HttpResponse:
    """R1: one INSERT of forty answers as jsonb."""
    Answers.objects.create(answers=json.loads(request.body))
    return HttpResponse(status=201)


@login_required
@require_POST
def submit(request: HttpRequest) -> HttpResponse:
    """R2: rules and two INSERTs in one transaction, behind session, sign-in and CSRF."""
    given = json.loads(request.body)
    level, findings = summary_of(given)
    with transaction.atomic():
        answers = Answers.objects.create(answers=given)
        Summary.objects.create(answers=answers, level=level, findings=findings)
    return HttpResponse(status=201)


@login_required
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """R3: the first 25 who wait, with their names."""
    rows = Waiting.objects.filter(decided=False).select_related("person")[:QUEUE]
    return render(request, "queue.html", {"rows": rows})
