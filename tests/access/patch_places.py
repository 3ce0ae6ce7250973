"""Records behind the addresses of patch tests."""

from __future__ import annotations

from clinic.models import User
from consultations.models import PatchTestReading
from tests.access.makers import NOBODY, Make, Places
from tests.access.makers import made_for as _for
from tests.access.receipt_places import MAKERS
from tests.access.two_sites import AtSite, TwoSites

__all__ = ["MAKERS"]


def _under(begin: str) -> Make:
    """A patch test is asked for under a consultation of its own patient, or it is not there."""

    def make(sites: TwoSites, _user: User) -> Places:
        here, there = (_key(place, begin) for place in (sites.here, sites.there))
        ref, theirs = (
            place.consultations["approved"].reference for place in (sites.here, sites.there)
        )
        return Places(
            own=(f"review/{ref}/{begin}/{here}",),
            others=(
                f"review/{theirs}/{begin}/{there}",
                f"review/{ref}/{begin}/{there}",
                f"review/{theirs}/{begin}/{here}",
            ),
            missing=(f"review/{ref}/{begin}/{NOBODY}", f"review/C-ZZZZZZ/{begin}/{here}"),
        )

    return make


def _key(place: AtSite, begin: str) -> int:
    reading = PatchTestReading.objects.get(patch_test__patient=place.patient)
    return reading.pk if begin == "patch-reading" else reading.patch_test_id


for _begin in ("patch-test", "patch-reading"):
    _for(f"review/<str:ref>/{_begin}/<int:pk>")(_under(_begin))
