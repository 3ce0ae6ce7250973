"""The live edition's questions on paper, for a day without power or a patient without a screen."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import get_language_info

from clinic.access import StaffRequest, access
from sideeffects.blank_form import ENGLISH, blank_form, languages
from sideeffects.views.catalogue import found
from sideeffects.views.live import Live, of_live_edition, page


@access("catalogue.read")
@of_live_edition
def blank(request: StaffRequest, live: Live) -> HttpResponse:
    catalogue = live.edition.catalogue
    names = {code: own_name(code) for code in (ENGLISH, *languages(catalogue))}
    code = request.GET.get("language", ENGLISH)
    return page(
        request,
        live,
        "blank_form",
        language=code,
        language_name=found(names, code),
        languages=names.items(),
        form=blank_form(catalogue, code),
    )


def own_name(code: str) -> str:
    """What a language calls itself, or its code where nobody told us."""
    try:
        return str(get_language_info(code)["name_local"]).capitalize()
    except KeyError:
        return code
