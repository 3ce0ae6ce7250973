"""A file of a record, shown to who reviews. It has no other address, and its name says nothing."""

from __future__ import annotations

import uuid

from csp.constants import NONE
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from clinic.access import StaffRequest, access, concerns
from consultations.actions.documents import opened
from consultations.models import Document
from consultations.views.review import private_shown

# Pixels are shown, and nothing that a file could bring along may do anything.
SHUT = {"default-src": [NONE], "frame-ancestors": [NONE], "sandbox": [""]}
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg"}


@access("documents.read", record="document", audit="document.opened")
def document(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    """In the browser."""
    return _file(request, key, "inline")


@access("documents.read", record="document", audit="document.opened")
def save(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    """To be kept or printed from elsewhere."""
    return _file(request, key, "attachment")


def _file(request: StaffRequest, key: uuid.UUID, how: str) -> HttpResponse:
    visible = Document.objects.visible_to(request.user).select_related("consultation")
    found = get_object_or_404(visible, created_key=key)
    concerns(request, found.consultation, document=found.pk, **private_shown(found.consultation))
    response = HttpResponse(opened(found), content_type=found.media_type)
    name = f"{found.consultation.reference}-{found.pk}.{ENDINGS[found.media_type]}"
    response["Content-Disposition"] = f'{how}; filename="{name}"'
    response._csp_config = SHUT  # type: ignore[attr-defined]  # as csp.decorators.csp does
    return response
