"""A photo is added to the record of a consultation."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from clinic.access import StaffRequest, access
from clinic.errors import NotAllowed
from consultations.actions.documents import keep_document
from consultations.forms.photos import PhotoForm
from consultations.models import Consultation, Document
from consultations.review_page import Bound
from consultations.views.review import as_it_is_now, sent_consultation, show_again


@access("consultations.review", record="consultation", methods="POST")
def add_photo(request: StaffRequest, ref: str) -> HttpResponse:
    consultation = sent_consultation(request, ref)
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        return _again(request, consultation, form, None)
    try:
        keep_document(consultation, Document.Kind.PHOTO, by=request.user, **form.terms())
    except NotAllowed as refusal:
        return _again(request, consultation, form, refusal)
    messages.success(request, "The photo is on file.")
    page = reverse("consultations:review", args=[consultation.reference])
    return HttpResponseRedirect(f"{page}#photos")


def _again(
    request: StaffRequest,
    consultation: Consultation,
    form: PhotoForm,
    refusal: NotAllowed | None,
) -> HttpResponse:
    """The page with the words that were typed; browsers empty a box for a file themselves."""
    bound, fresh = Bound(forms={"photos": form}), as_it_is_now(request, consultation)
    if refusal is not None:
        return show_again(request, fresh, bound, refusal=refusal, status=409)
    return show_again(request, fresh, bound, form=form, status=422)
