"""Search by any word. What is searched for travels in the body of a POST, never in an address."""

from __future__ import annotations

from django.http import HttpResponse

from clinic.access import StaffRequest, access
from clinic.once import nothing
from sideeffects.forms.search import SearchForm
from sideeffects.models import SearchEntry
from sideeffects.models.search import KINDS
from sideeffects.views.live import Live, of_live_edition, page

MOST_OF_A_KIND = 8
NAMES = {
    "side_effect": "Side effects",
    "contraindication": "Contraindications",
    "claim": "Claims",
    "source": "Sources",
}


@access("catalogue.read", methods="GET POST", once=nothing("A search saves nothing."))
@of_live_edition
def search(request: StaffRequest, live: Live) -> HttpResponse:
    form = SearchForm(request.POST if request.method == "POST" else None)
    found: list[SearchEntry] = []
    words = ""
    if form.is_valid():
        words = form.cleaned_data["words"]
        found = SearchEntry.objects.matching(live.edition, words, each=MOST_OF_A_KIND)
    template = "_results" if request.htmx else "search"
    return page(
        request, live, template, form=form, words=words, groups=by_kind(found), most=MOST_OF_A_KIND
    )


def by_kind(found: list[SearchEntry]) -> list[tuple[str, list[SearchEntry]]]:
    groups = ((NAMES[kind], [entry for entry in found if entry.kind == kind]) for kind in KINDS)
    return [(name, entries) for name, entries in groups if entries]
