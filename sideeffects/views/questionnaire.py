"""The live edition's questions as a file for other systems."""

from __future__ import annotations

from django.http import HttpResponse

from clinic.access import StaffRequest, access
from sideeffects.fhir_edition import CONTENT_TYPE, as_text, questionnaire_of
from sideeffects.views.live import Live, of_live_edition


@access("catalogue.read")
@of_live_edition
def questionnaire(request: StaffRequest, live: Live) -> HttpResponse:
    name = f"questionnaire-edition-{live.edition.number}.json"
    return HttpResponse(
        as_text(questionnaire_of(live.edition)),
        content_type=CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
