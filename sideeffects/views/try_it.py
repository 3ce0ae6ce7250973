"""Try it: every sample patient under live and draft and as expected; every rule line by line."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from clinic.access import StaffRequest, access, may
from sideeffects.actions.publishing import readable_draft
from sideeffects.desk.preview_sample import every_sample, traced
from sideeffects.risk.wording import fill


@access("catalogue.check", record="catalogue entry")
def rule(request: StaffRequest, key: str) -> HttpResponse:
    """One rule line by line on every sample patient: those on whom it holds first."""
    draft = readable_draft()
    if key not in draft.rules:
        raise Http404
    found = [(sample, traced(draft, sample, key)) for sample in draft.samples.values()]
    found.sort(key=lambda pair: pair[1] is None or not pair[1].trace.fires)
    context = {"key": key, "sentence": fill(draft, draft.rules[key].reads_as), "found": found}
    return render(request, "sideeffects/desk/try_rule.html", context)


@access("catalogue.check")
def samples(request: StaffRequest) -> HttpResponse:
    shown = every_sample(readable_draft())
    context = {
        "samples": shown,
        "broken": sum(bool(one.wrong) for one in shown),
        "may_edit": may(request.user, "catalogue.edit"),
    }
    return render(request, "sideeffects/desk/try.html", context)
