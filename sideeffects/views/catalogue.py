"""Side effects, contraindications, claims and sources of the live edition, for all staff."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from django.http import Http404, HttpResponse

from clinic.access import StaffRequest, access
from sideeffects.evidence import labels
from sideeffects.forms.search import SearchForm
from sideeffects.views.live import Live, of_live_edition, page

T = TypeVar("T")


@access("catalogue.read")
@of_live_edition
def home(request: StaffRequest, live: Live) -> HttpResponse:
    return page(
        request,
        live,
        "home",
        entries=live.entries,
        grades=list(labels.GRADES.items()),
        form=SearchForm(),
    )


@access("catalogue.read")
@of_live_edition
def side_effects(request: StaffRequest, live: Live) -> HttpResponse:
    groups = grouped(
        live.entries.side_effects.values(), labels.CATEGORY, lambda shown: shown.effect.category
    )
    return page(request, live, "side_effects", groups=groups, entries=live.entries)


@access("catalogue.read")
@of_live_edition
def side_effect(request: StaffRequest, live: Live, key: str) -> HttpResponse:
    return page(request, live, "side_effect", shown=found(live.entries.side_effects, key))


@access("catalogue.read")
@of_live_edition
def contraindications(request: StaffRequest, live: Live) -> HttpResponse:
    groups = grouped(
        live.entries.contraindications.values(), labels.GROUP, lambda shown: shown.entry.group
    )
    return page(request, live, "contraindications", groups=groups)


@access("catalogue.read")
@of_live_edition
def contraindication(request: StaffRequest, live: Live, key: str) -> HttpResponse:
    shown = found(live.entries.contraindications, key)
    return page(request, live, "contraindication", shown=shown)


@access("catalogue.read")
@of_live_edition
def claims(request: StaffRequest, live: Live) -> HttpResponse:
    groups = grouped(
        live.entries.claims.values(), labels.VERDICT, lambda shown: shown.claim.verdict
    )
    return page(request, live, "claims", groups=groups)


@access("catalogue.read")
@of_live_edition
def sources(request: StaffRequest, live: Live) -> HttpResponse:
    groups = grouped(
        live.entries.sources.values(),
        labels.VERIFICATION,
        lambda shown: shown.source.verification,
    )
    return page(request, live, "sources", groups=groups)


@access("catalogue.read")
@of_live_edition
def source(request: StaffRequest, live: Live, key: str) -> HttpResponse:
    return page(request, live, "source", shown=found(live.entries.sources, key))


def found(known: Mapping[str, T], key: str) -> T:
    if key not in known:
        raise Http404
    return known[key]


def grouped(
    shown: Iterable[T], words: Mapping[str, str], word: Callable[[T], str]
) -> list[tuple[str, list[T]]]:
    """Under a heading for each word, in the order of the words; new words come last."""
    groups: dict[str, list[T]] = {key: [] for key in words}
    for one in shown:
        groups.setdefault(word(one), []).append(one)
    return [(labels.label(words, key), members) for key, members in groups.items() if members]
