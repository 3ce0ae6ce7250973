"""Records behind the addresses of letters and of files."""

from __future__ import annotations

from clinic.models import User
from tests.access.makers import NOBODY, Make, Places
from tests.access.makers import made_for as _for
from tests.access.patch_places import MAKERS
from tests.access.two_sites import TwoSites

__all__ = ["MAKERS"]


def _under_submitted(begin: str, which: str) -> Make:
    """One of a consultation's letters is found under its own consultation alone."""

    def make(sites: TwoSites, _user: User) -> Places:
        here, there = (
            (place.consultations["submitted"].reference, getattr(place, which).pk)
            for place in (sites.here, sites.there)
        )
        approved = sites.here.consultations["approved"].reference
        return Places(
            own=(f"review/{here[0]}/{begin}/{here[1]}",),
            others=(
                f"review/{there[0]}/{begin}/{there[1]}",
                f"review/{here[0]}/{begin}/{there[1]}",
            ),
            missing=(f"review/{approved}/{begin}/{here[1]}", f"review/{here[0]}/{begin}/{NOBODY}"),
        )

    return make


for _begin in ("asked", "received"):
    _for(f"review/<str:ref>/{_begin}/<int:pk>")(_under_submitted(_begin, _begin))


@_for("document/<uuid:key>")
def _document(sites: TwoSites, _user: User) -> Places:
    return Places(
        own=(f"document/{sites.here.asked.document.created_key}",),
        others=(f"document/{sites.there.asked.document.created_key}",),
        missing=("document/00000000-0000-4000-8000-000000000000",),
    )
