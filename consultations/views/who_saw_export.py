"""Taking away who saw a record, with a reason and after signing in anew."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from clinic.access import StaffRequest, access
from clinic.exports import download
from clinic.once import nothing
from consultations.actions.record_export import export_record
from consultations.days import local_day
from consultations.forms.records import ExportForm, WhoAndWhatForm
from consultations.models import Patient
from consultations.record_events import Wanted, events_about, names_of, only, people_in
from consultations.record_file import FILE_COLUMNS, file_heading, file_rows, selected
from consultations.views.records import patient_bar, patient_of


@access(
    "records.read",
    record="patient",
    audit="record_export.opened",
    methods="GET POST",
    fresh=True,
    once=nothing("Each file that is taken away is noted, the second one too."),
)
def export(request: StaffRequest, ref: str) -> HttpResponseBase:
    """What the filters select, as a file. Asking for it shows only how much that is."""
    patient, similar = patient_of(request, ref)
    names = names_of(patient)
    events = events_about(names)
    people = people_in(events)
    filters = WhoAndWhatForm(request.GET, people=people)
    if not filters.is_valid():  # the page of the record says what is wrong; here nobody typed it
        raise Http404
    wanted = filters.wanted()
    person = dict(people).get(wanted.person or 0, "")
    form = ExportForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return _file(request, patient, wanted, person, form)
    context = {
        **patient_bar(patient, local_day(patient.site), similar=similar),
        "form": form,
        "count": only(events, wanted, patient.site).count(),
        "selected": selected(wanted, person),
    }
    status = 422 if form.is_bound else 200
    return render(request, "consultations/records/export.html", context, status=status)


def _file(
    request: StaffRequest, patient: Patient, wanted: Wanted, person: str, form: ExportForm
) -> HttpResponseBase:
    kind = form.cleaned_data["kind"]
    made = export_record(
        patient, wanted, reason=form.cleaned_data["reason"], kind=kind, by=request.user
    )
    heading = file_heading(
        patient,
        wanted,
        reason=made.reason,
        count=len(made.events),
        by=request.user,
        person=person,
    )
    return download(
        kind,
        f"record-{patient.reference}-{timezone.localdate().isoformat()}",
        heading=heading,
        columns=FILE_COLUMNS,
        rows=file_rows(made.events, names_of(patient), patient.site.timezone),
    )
